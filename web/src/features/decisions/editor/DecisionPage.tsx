/** One decision table: the grid, beside it the examples, what is open or contradicts, and a real document. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { fetchDecision } from '@/features/decisions/api';
import { DecisionEditor } from '@/features/decisions/editor/DecisionEditor';
import { contentOf } from '@/features/decisions/editor/useDecision';
import { ErrorState } from '@/ui/ErrorState';
import { ProgressLine } from '@/ui/ProgressLine';

export function DecisionPage() {
  const { id = '' } = useParams();
  // What is written belongs to the hand that writes; a published or restored version begins anew.
  const [round, setRound] = useState(0);
  const { data, error, refetch } = useQuery({ queryKey: ['decision', id], queryFn: ({ signal }) => fetchDecision(id, signal) });
  const content = data === undefined ? null : contentOf(data);
  if (!data || !content) return error ? <ErrorState error={error} again={() => void refetch()} /> : <ProgressLine />;
  return <DecisionEditor key={`${id}/${String(round)}`} decision={data} start={content} anew={() => setRound(round + 1)} />;
}
