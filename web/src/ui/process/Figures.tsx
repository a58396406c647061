/** The parts a drawing is made of: boxes, diamonds, circles and the flows between them. */
import type { Flow, Mark, Shape } from '@/ui/process/picture';
import { wordOf } from '@/ui/process/picture';
import css from './ProcessPicture.module.css';

const ROUND = 8;
const LABEL_WIDTH = 110;

/** Text that wraps: SVG alone does not. */
function Words({ x, y, width, height, text, className }: { x: number; y: number; width: number; height: number; text: string; className: string | undefined }) {
  return (
    <foreignObject x={x} y={y} width={width} height={height} className={css.words}>
      <div className={className}>{text}</div>
    </foreignObject>
  );
}

/** What kind of work a box is, as a sign in its corner. Paths in a field of 14. */
const SIGNS: Record<string, string> = {
  userTask: 'M7 7.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM2.2 12.4c.5-2.7 2.3-4 4.8-4s4.3 1.3 4.8 4',
  serviceTask: 'M7 4.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8ZM7 1.4v1.8M7 10.8v1.8M1.4 7h1.8M10.8 7h1.8M3 3l1.3 1.3M9.7 9.7 11 11M3 11l1.3-1.3M9.7 4.3 11 3',
  scriptTask: 'M3 2h8v10H3zM5 5h4M5 7.2h4M5 9.4h2.4',
  businessRuleTask: 'M2 2.6h10v8.8H2zM2 5.6h10M5.4 5.6v5.8',
  callActivity: 'M2.4 2.4h9.2v9.2H2.4zM7 4.6v4.8M4.6 7h4.8',
  sendTask: 'M2 3.4h10v7.2H2zM2 3.6l5 4 5-4',
  receiveTask: 'M2 3.4h10v7.2H2zM2 3.6l5 4 5-4',
};

/** What an event waits for or tells, in its middle. Paths around the centre. */
const TRIGGERS: Record<string, string> = {
  message: 'M-7-4.6H7v9.2H-7zM-7-4.4 0 1-7-4.4M0 1l7-5.4',
  timer: 'M0-7.4a7.4 7.4 0 1 0 .01 0M0-4v4l3 2',
  error: 'M-6 5.6-2-5 2 2 6-5.6',
  signal: 'M0-6.4 6.4 5H-6.4z',
  escalation: 'M0-6.6 4.8 5.6 0 1-4.8 5.6z',
  conditional: 'M-5-6h10V6H-5zM-2.6-2.6h5.2M-2.6 0h5.2M-2.6 2.6h5.2',
  terminate: 'M0-4.4a4.4 4.4 0 1 0 .01 0',
  link: 'M-6-2.4h6v-3l6 5.4-6 5.4v-3h-6z',
};

const GATES: Record<string, string> = {
  exclusiveGateway: 'M-6-6 6 6M-6 6 6-6',
  parallelGateway: 'M0-9V9M-9 0H9',
  inclusiveGateway: 'M0-8a8 8 0 1 0 .01 0',
  eventBasedGateway: 'M0-8a8 8 0 1 0 .01 0M0-4.6 4.4-1.4 2.7 3.8H-2.7L-4.4-1.4z',
  complexGateway: 'M0-9V9M-9 0H9M-6-6 6 6M-6 6 6-6',
};

function Body({ shape }: { shape: Shape }) {
  const { x, y, width, height, family, element, trigger } = shape;
  const [cx, cy] = [x + width / 2, y + height / 2];
  switch (family) {
    case 'gateway':
      return (
        <>
          <path className={css.body} d={`M${String(cx)} ${String(y)} ${String(x + width)} ${String(cy)} ${String(cx)} ${String(y + height)} ${String(x)} ${String(cy)}Z`} />
          <path className={css.sign} d={GATES[element] ?? ''} transform={`translate(${String(cx)} ${String(cy)})`} />
        </>
      );
    case 'event':
      return (
        <>
          <circle className={`${css.body} ${element === 'endEvent' ? css.thick : ''}`} cx={cx} cy={cy} r={width / 2} />
          {/^(intermediate|boundary)/.test(element) && <circle className={css.ring} cx={cx} cy={cy} r={width / 2 - 3.5} />}
          <path className={css.sign} d={TRIGGERS[trigger] ?? ''} transform={`translate(${String(cx)} ${String(cy)})`} />
        </>
      );
    case 'note':
      return <path className={css.note} d={`M${String(x + 12)} ${String(y)}H${String(x)}V${String(y + height)}h12`} />;
    default:
      return (
        <>
          <rect className={css.body} x={x} y={y} width={width} height={height} rx={ROUND} />
          <path className={css.sign} d={SIGNS[element] ?? ''} transform={`translate(${String(x + 6)} ${String(y + 6)})`} />
        </>
      );
  }
}

function Name({ shape }: { shape: Shape }) {
  const { x, y, width, height, family } = shape;
  const text = wordOf(shape);
  if (text === '') return null;
  if (family === 'task') return <Words x={x + 4} y={y + 4} width={width - 8} height={height - 8} text={text} className={css.taskName} />;
  if (family === 'note') return <Words x={x + 6} y={y} width={Math.max(width, LABEL_WIDTH)} height={height + 20} text={text} className={css.noteText} />;
  if (family === 'region') return <Words x={x + 10} y={y + 6} width={width - 20} height={22} text={text} className={css.regionName} />;
  const middle = shape.label ? shape.label.x + shape.label.width / 2 : x + width / 2;
  const top = shape.label ? shape.label.y : y + height + 4;
  // Beside the shape where there is no room below.
  if (shape.label?.width === 0) return <Words x={shape.label.x} y={top} width={LABEL_WIDTH} height={18} text={text} className={`${css.label} ${css.beside}`} />;
  return <Words x={middle - LABEL_WIDTH / 2} y={top} width={LABEL_WIDTH} height={36} text={text} className={css.label} />;
}

export function ShapeFigure({ shape, mark, chosen, say, choose }: { shape: Shape; mark: Mark | undefined; chosen: boolean; say: string; choose: (() => void) | undefined }) {
  const look = [css.shape, css[shape.family], mark ? css[mark] : '', shape.dashed ? css.dashed : '', chosen ? css.chosen : ''].join(' ');
  if (!choose) {
    return (
      <g className={look}>
        <Body shape={shape} />
        <Name shape={shape} />
      </g>
    );
  }
  return (
    <g
      className={`${look} ${css.pressable}`}
      role="button"
      tabIndex={0}
      aria-label={say}
      aria-pressed={chosen}
      data-mark={mark}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        choose();
      }}
    >
      <Body shape={shape} />
      <Name shape={shape} />
    </g>
  );
}

const CORNER = 6;

/** Through the points, with the corners rounded. */
function pathOf(points: Flow['points']): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${String(point.x)} ${String(point.y)}`;
      if (!after) return `L${String(point.x)} ${String(point.y)}`;
      const towards = (other: { x: number; y: number }) => {
        const length = Math.hypot(other.x - point.x, other.y - point.y) || 1;
        const part = Math.min(CORNER, length / 2) / length;
        return `${String(point.x + (other.x - point.x) * part)} ${String(point.y + (other.y - point.y) * part)}`;
      };
      return `L${towards(before)}Q${String(point.x)} ${String(point.y)} ${towards(after)}`;
    })
    .join('');
}

const [WIDE, NARROW] = [11, 6];

/** Above a level flow; right of an upright one, towards its goal: under its beginning a gateway's name may stand. */
function besideOf(first: { x: number; y: number }, second: { x: number; y: number }, text: string) {
  if (Math.abs(first.x - second.x) > 1) return { x: (first.x + second.x) / 2 - LABEL_WIDTH / 2, y: (first.y + second.y) / 2 - 18, width: LABEL_WIDTH };
  const width = [...text].reduce((sum, sign) => sum + (sign > '\u2E80' ? WIDE : NARROW), 0);
  return { x: first.x + 6, y: first.y + (second.y - first.y) * 0.7 - 8, width };
}

export function FlowFigure({ flow, walked, arrow }: { flow: Flow; walked: boolean; arrow: string }) {
  const [first, second] = flow.points;
  if (!first || !second) return null;
  const text = wordOf(flow);
  const at = flow.label ?? besideOf(first, second, text);
  return (
    <g className={`${css.flow} ${walked ? css.walked : ''} ${flow.association ? css.association : ''}`}>
      <path d={pathOf(flow.points)} markerEnd={flow.association ? undefined : `url(#${arrow})`} />
      {text !== '' && <Words x={at.x + at.width / 2 - LABEL_WIDTH / 2} y={at.y} width={LABEL_WIDTH} height={34} text={text} className={css.label} />}
    </g>
  );
}
