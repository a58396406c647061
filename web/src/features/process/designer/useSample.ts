/** The document on which expressions show their value: the newest, until another is chosen. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orderSource } from '@/features/process/panel/sources';
import type { Option } from '@/ui/lookup';

export function useSample(subject: string): [Option | null, (sample: Option | null) => void] {
  const [chosen, setChosen] = useState<Option | null | undefined>(undefined);
  const { data } = useQuery({ queryKey: [...orderSource.key, ''], queryFn: ({ signal }) => orderSource.find('', signal), enabled: subject === 'order', staleTime: 60_000, retry: false });
  return [chosen === undefined ? (data?.[0] ?? null) : chosen, setChosen];
}
