/** The canvas: bpmn-js with our words and colours, kept in step with the file. */
import Modeler from 'bpmn-js/lib/Modeler';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Design } from '@/features/process/designer/useDesign';
import descriptor from '@/features/process/diagram/descriptor.json';
import type { Changes, Moddle, Workshop } from '@/features/process/diagram/details';
import { toEnglish, toStored } from '@/features/process/diagram/names';
import { translateModule } from '@/features/process/diagram/translate';
import { write } from '@/features/process/tree/write';
import { useMode } from '@/ui/theme';
import { palette } from '@/ui/tokens';

/** What stands on the canvas. */
export interface Shape {
  id: string;
  type: string;
  businessObject: Moddle;
}

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Services {
  canvas: { viewbox: (to?: Area) => { inner: Area; outer: { width: number; height: number } }; addMarker: (id: string, name: string) => void; removeMarker: (id: string, name: string) => void; scrollToElement: (shape: Shape) => void };
  selection: { select: (shape: Shape | null) => void };
  elementRegistry: { get: (id: string) => Shape | undefined };
  modeling: { updateProperties: (shape: Shape, changes: Changes) => void };
  bpmnFactory: { create: (type: string, properties: Record<string, unknown>) => Moddle };
}

export interface Canvas {
  modeler: Modeler | null;
  chosen: Shape | null;
  /** Grows with every change: what panels show is read anew. */
  round: number;
  failed: boolean;
  update: (shape: Shape, changes: Changes) => void;
  workshop: Workshop | null;
  get: <Name extends keyof Services>(name: Name) => Services[Name] | undefined;
}

const SETTLE_MS = 250;

export function useModeler(box: RefObject<HTMLDivElement | null>, design: Design): Canvas {
  const [modeler, setModeler] = useState<Modeler | null>(null);
  const [chosen, setChosen] = useState<Shape | null>(null);
  const [round, setRound] = useState(0);
  const [failed, setFailed] = useState(false);
  const mode = useMode();
  const english = useTranslation().i18n.language === 'en';
  const current = useRef(design);
  useEffect(() => {
    current.current = design;
  });
  const shown = useRef<string | null>(null);

  useEffect(() => {
    if (!box.current) return;
    const { card, ink } = palette(mode);
    const made = new Modeler({
      container: box.current,
      additionalModules: [translateModule],
      moddleExtensions: { shundan: descriptor },
      bpmnRenderer: { defaultFillColor: card, defaultStrokeColor: ink, defaultLabelColor: ink },
    });
    if (english) {
      const root = () => made.getDefinitions() as unknown as Moddle;
      made.on('import.parse.complete', ({ definitions }: { definitions?: Moddle }) => definitions && toEnglish(definitions));
      made.on('saveXML.start', () => toStored(root()));
      made.on('saveXML.done', () => toEnglish(root()));
    }
    let settle: ReturnType<typeof setTimeout> | undefined;
    const keep = async () => {
      const { xml } = await made.saveXML({ format: true });
      if (xml === undefined) return;
      shown.current = xml;
      current.current.replace(xml, 'diagram');
    };
    made.on('commandStack.changed', () => {
      setRound((now) => now + 1);
      clearTimeout(settle);
      settle = setTimeout(() => {
        settle = undefined;
        void keep();
      }, SETTLE_MS);
    });
    made.on('selection.changed', ({ newSelection }: { newSelection: Shape[] }) => {
      const [first] = newSelection;
      setChosen(newSelection.length === 1 && first ? first : null);
      current.current.choose(newSelection.length === 1 && first ? first.id : null);
    });
    setModeler(made);
    return () => {
      clearTimeout(settle);
      // What was changed a moment ago is kept before the canvas goes.
      const leaving = settle === undefined ? Promise.resolve() : keep();
      shown.current = null;
      void leaving.finally(() => made.destroy());
    };
  }, [box, mode, english]);

  const { file, doc } = design;
  useEffect(() => {
    if (!modeler || shown.current === file) return;
    shown.current = file;
    modeler
      // A file without a drawing is drawn as the list would.
      .importXML(hasDrawing(file) || !doc.tree ? file : write(doc.tree))
      .then(() => {
        setFailed(false);
        setRound((now) => now + 1);
        // In a low window the palette has two columns.
        const tools = box.current?.querySelector('.djs-palette')?.getBoundingClientRect().width;
        fit(modeler.get<Services['canvas']>('canvas'), (tools ?? 0) + EDGE);
      })
      .catch(() => setFailed(true));
  }, [box, modeler, file, doc.tree]);

  const workshop = useMemo(() => (modeler ? workshopOf(modeler) : null), [modeler]);
  return {
    modeler, chosen, round, failed, workshop,
    update: (shape, changes) => {
      if (Object.keys(changes).length > 0) modeler?.get<Services['modeling']>('modeling').updateProperties(shape, changes);
    },
    get: (name) => modeler?.get(name),
  };
}

/** All of it in sight, beside the palette. */
function fit(canvas: Services['canvas'], beside: number): void {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - beside - 2 * MARGIN) / inner.width, (outer.height - 2 * MARGIN) / inner.height);
  if (scale > 0) canvas.viewbox({ x: inner.x - (beside + MARGIN) / scale, y: inner.y - MARGIN / scale, width: outer.width / scale, height: outer.height / scale });
}

/** How far the palette stands from the edge; what is left free around the drawing. */
const [EDGE, MARGIN] = [20, 30];

const hasDrawing = (file: string) => /BPMNShape/.test(file);

function workshopOf(modeler: Modeler): Workshop {
  const create = (type: string, properties: Record<string, unknown>) => modeler.get<Services['bpmnFactory']>('bpmnFactory').create(type, properties);
  /** Beside the process, once for everything that names it. */
  const shared = (type: string, { id, ...said }: { id: string; [property: string]: unknown }): Moddle => {
    const root = modeler.getDefinitions() as unknown as Moddle & { rootElements: Moddle[] };
    const known = root.rootElements.find((one) => one.$type === type && one['id'] === id);
    if (known) return known;
    const made = create(type, { id, ...said });
    made.$parent = root;
    root.rootElements.unshift(made);
    return made;
  };
  return {
    create,
    message: ({ id, name }) => shared('bpmn:Message', { id, name }),
    error: ({ id, name, code }) => shared('bpmn:Error', { id, name, errorCode: code }),
  };
}
