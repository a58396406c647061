/** A case on the drawing of its process: what is done, where it stands, what is stuck; a step tells who had it and how long. */
import { Button } from 'antd';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FlowFigure, ShapeFigure } from '@/ui/process/Figures';
import { type CaseView, type Mark, marksOf, readPicture, type Shape, walkedFlows, wordOf } from '@/ui/process/picture';
import { StepStory } from '@/ui/process/StepStory';
import css from './ProcessPicture.module.css';

/** Below this share of its size nobody reads the names: it is moved sideways instead. */
const LEAST = 0.72;

export function ProcessPicture({ found, chosen: given }: { found: CaseView; chosen?: string }) {
  const { t } = useTranslation();
  const arrow = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useState(false);
  const [chosen, setChosen] = useState(given);
  const picture = useMemo(() => readPicture(found.bpmn), [found.bpmn]);
  const marks = useMemo(() => marksOf(found.trail, found.now), [found]);
  const walked = useMemo(() => (picture ? walkedFlows(picture.flows, found.trail) : new Set<string>()), [picture, found.trail]);

  // Where it stands is what one looks for.
  const here = found.now.find(({ stuck }) => stuck)?.step ?? found.now[0]?.step;
  useEffect(() => {
    const box = scroller.current;
    const place = here === undefined ? null : box?.querySelector(`[data-step="${CSS.escape(here)}"]`);
    if (!box || !place) return;
    const [outer, inner] = [box.getBoundingClientRect(), place.getBoundingClientRect()];
    box.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
    box.scrollTop += inner.top + inner.height / 2 - outer.top - outer.height / 2;
  }, [here, picture, whole]);

  if (!picture) return <p className={css.none}>{t('case.noPicture')}</p>;
  const { box } = picture;
  const least = whole ? '0px' : `${String(Math.round(box.width * LEAST))}px`;
  const shape = picture.shapes.find(({ id }) => id === chosen);
  return (
    <figure className={css.figure}>
      <div className={css.legend}>
        {(['done', 'now', 'stuck'] as Mark[])
          .filter((mark) => mark !== 'stuck' || [...marks.values()].includes('stuck'))
          .map((mark) => (
            <span key={mark} className={css.key}>
              <span className={`${css.swatch} ${css[`${mark}Swatch`]}`} aria-hidden="true" />
              {t(`case.mark.${mark}`)}
            </span>
          ))}
        <span className={css.hint}>{t('case.pressStep')}</span>
        <Button size="small" onClick={() => setWhole(!whole)}>
          {t(whole ? 'case.larger' : 'case.whole')}
        </Button>
      </div>
      <div ref={scroller} className={css.scroller} role="region" aria-label={t('case.picture')} tabIndex={0}>
        <svg
          className={css.svg}
          viewBox={[box.x, box.y, box.width, box.height].join(' ')}
          style={{ width: `clamp(${least}, 100%, ${String(box.width)}px)` }}
          role="group"
          aria-label={t('case.picture')}
        >
          <defs>
            <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M1 1 7 4 1 7" className={css.arrow} />
            </marker>
          </defs>
          {picture.flows.map((flow) => (
            <FlowFigure key={flow.id} flow={flow} walked={walked.has(flow.id)} arrow={arrow} />
          ))}
          {picture.shapes.map((one) => (
            <g key={one.id} data-step={one.id}>
              <ShapeFigure
                shape={one}
                mark={marks.get(one.id)}
                chosen={one.id === chosen}
                say={sayOf(one, marks.get(one.id))}
                choose={one.family === 'task' || one.family === 'event' || marks.has(one.id) ? () => setChosen(one.id === chosen ? undefined : one.id) : undefined}
              />
            </g>
          ))}
        </svg>
      </div>
      {shape && <StepStory found={found} step={shape.id} name={wordOf(shape)} />}
    </figure>
  );

  function sayOf(one: Shape, mark: Mark | undefined): string {
    return [wordOf(one), mark && t(`case.mark.${mark}`)].filter(Boolean).join(' · ');
  }
}
