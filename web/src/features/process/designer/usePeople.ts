/** The names of those a process names by login. */
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { loginSource } from '@/features/process/panel/sources';

const NAMED = /\buser:([^;"&\s<]+)/g;

export function usePeople(file: string): Map<string, string> {
  const logins = useMemo(() => [...new Set([...file.matchAll(NAMED)].map(([, login = '']) => login))].sort(), [file]);
  return useQueries({
    queries: logins.map((login) => ({
      queryKey: [...loginSource.key, login],
      queryFn: ({ signal }: { signal: AbortSignal }) => loginSource.find(login, signal),
      staleTime: 300_000,
      retry: false,
    })),
    combine: namesOf,
  });
}

/** Searching finds others too; only the very login counts, and each answer names its own. */
function namesOf(answers: { data: { value: string; label: string }[] | undefined }[]): Map<string, string> {
  return new Map(answers.flatMap(({ data }) => (data ?? []).map(({ value, label }) => [value, label] as const)));
}
