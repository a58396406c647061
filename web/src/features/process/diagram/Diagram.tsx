/** The process as a BPMN diagram, for whoever draws what the list cannot. Its own chunk. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '@/features/process/designer/context';
import type { Design } from '@/features/process/designer/useDesign';
import { DiagramPanel } from '@/features/process/diagram/DiagramPanel';
import { type Canvas, useModeler } from '@/features/process/diagram/useModeler';
import { EmptyState } from '@/ui/EmptyState';
import css from './Diagram.module.css';

export default function Diagram({ design, panel }: { design: Design; panel: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useModeler(box, design);
  useMarks(canvas);
  useChosen(canvas, design.chosen);
  return (
    <>
      <div className={css.middle}>
        <div ref={box} className={css.canvas} />
        {canvas.failed && (
          <div className={css.failed}>
            <EmptyState title={t('process.diagram.failed')} text={t('process.diagram.failedText')} />
          </div>
        )}
      </div>
      {panel && (
        <aside className={css.side} aria-label={t('process.panel')}>
          <DiagramPanel canvas={canvas} design={design} />
        </aside>
      )}
    </>
  );
}

/** Elements with problems are ringed. */
function useMarks({ get, round }: Canvas) {
  const { marks, walked } = useDesk();
  const shown = useRef<[string, string][]>([]);
  useEffect(() => {
    const [canvas, registry] = [get('canvas'), get('elementRegistry')];
    if (!canvas || !registry) return;
    for (const [id, name] of shown.current) if (registry.get(id)) canvas.removeMarker(id, name);
    shown.current = [...[...walked].map(([id, how]): [string, string] => [id, `walk-${how}`]), ...[...marks].map(([id, severity]): [string, string] => [id, `has-${severity}`])];
    for (const [id, name] of shown.current) if (registry.get(id)) canvas.addMarker(id, name);
  }, [get, marks, walked, round]);
}

/** What is chosen elsewhere (in the list of problems) is chosen on the canvas. */
function useChosen({ get, chosen }: Canvas, wanted: string | null) {
  useEffect(() => {
    if (wanted === null || chosen?.id === wanted) return;
    const shape = get('elementRegistry')?.get(wanted);
    if (!shape) return;
    get('selection')?.select(shape);
    get('canvas')?.scrollToElement(shape);
    // Only a new wish moves the canvas, not every change of what is chosen there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
}
