/** Working calendars on their way from and to the server. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ifMatch, ok } from '@/api/client';
import type { CalendarView, Draft } from '@/features/calendars/model';

export function useCalendar(id: string) {
  return useQuery({ queryKey: ['calendar', id], queryFn: ({ signal }) => ok(api.GET('/api/calendars/{id}', { params: { path: { id } }, signal })) });
}

export function useHolidayFiles(enabled: boolean) {
  const { data } = useQuery({ queryKey: ['calendar', 'holidays'], queryFn: ({ signal }) => ok(api.GET('/api/holidays', { signal })), staleTime: Infinity, enabled });
  return data ?? [];
}

export function useReckoned(id: string, time: string) {
  return useQuery({
    queryKey: ['calendar', id, 'reckoned', time],
    queryFn: ({ signal }) => ok(api.GET('/api/calendars/{id}/reckon', { params: { path: { id }, query: { time } }, signal })),
  });
}

/** What may be done with one calendar; each keeps the answer, so that the page shows it at once. */
export function useCalendarCommands(calendar: CalendarView) {
  const queries = useQueryClient();
  const params = { path: { id: calendar.id } };
  const keep = (answer: CalendarView) => {
    queries.setQueryData(['calendar', calendar.id], answer);
    void queries.invalidateQueries({ queryKey: ['calendar'] });
  };
  const save = useMutation({
    mutationFn: ({ draft, revision }: { draft: Draft; revision: number }) =>
      ok(
        api.PUT('/api/calendars/{id}', {
          params,
          headers: ifMatch(revision),
          body: { code: calendar.code, name: draft.name, name_en: draft.nameEn || null, zone: draft.zone.trim() || null, week: draft.week, days: draft.days },
        }),
      ),
    onSuccess: keep,
  });
  const take = useMutation({
    mutationFn: (file: Blob) =>
      ok(
        api.POST('/api/calendars/{id}/import', {
          params,
          // The file itself is the body; the document calls that a binary string.
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as BodyInit,
          headers: { 'Content-Type': 'application/octet-stream', ...ifMatch(calendar.revision) },
        }),
      ),
    onSuccess: (answer) => keep(answer.calendar),
  });
  const makeDefault = useMutation({
    mutationFn: () => ok(api.POST('/api/calendars/{id}/default', { params, headers: ifMatch(calendar.revision) })),
    onSuccess: keep,
  });
  const remove = useMutation({
    mutationFn: () => ok(api.DELETE('/api/calendars/{id}', { params, headers: ifMatch(calendar.revision) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['calendar', 'all'] }),
  });
  return { save, take, makeDefault, remove };
}
