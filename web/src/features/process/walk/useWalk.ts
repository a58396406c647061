/** A walk-through: who starts it, about what, and what was answered so far. The server walks it anew each time. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type SubjectField, type WalkAnswer, walkProcess } from '@/features/process/api';
import { askedFields, factsOf } from '@/features/process/walk/facts';
import { useDebounced } from '@/lib/debounce';
import type { Option } from '@/ui/lookup';

interface Asked {
  process: string;
  file: string;
  fields: SubjectField[];
  sample: Option | null;
}

const SETTLE_MS = 400;

export function useWalk({ process, file, fields, sample }: Asked) {
  const [real, setReal] = useState(sample !== null);
  const [document, setDocument] = useState<Option | null>(sample);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [starter, setStarter] = useState<Option | null>(null);
  const [answers, setAnswers] = useState<WalkAnswer[]>([]);
  const asked = useMemo(() => askedFields(file, fields), [file, fields]);
  const body = useMemo(() => {
    const about = real ? { subject: document?.value ?? null } : { facts: factsOf(typed, asked) };
    return { process, bpmn: file, ...about, ...(starter ? { starter: starter.value } : {}), answers };
  }, [process, file, real, document, typed, asked, starter, answers]);
  const settled = useDebounced(body, SETTLE_MS);
  const ready = !real || document !== null;
  const { data, error, isFetching } = useQuery({
    queryKey: ['process', 'walk', settled],
    queryFn: ({ signal }) => walkProcess(settled, signal),
    enabled: ready,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  const anew = <T,>(set: (value: T) => void) => (value: T) => {
    setAnswers([]);
    set(value);
  };
  return {
    real, document, typed, starter, answers, asked, error,
    walked: ready ? data : undefined,
    busy: isFetching || settled !== body,
    setReal: anew(setReal),
    setDocument: anew(setDocument),
    setTyped: anew(setTyped),
    setStarter: anew(setStarter),
    answer: (one: WalkAnswer) => setAnswers([...answers, one]),
    back: answers.length > 0 ? () => setAnswers(answers.slice(0, -1)) : undefined,
    restart: () => setAnswers([]),
  };
}
