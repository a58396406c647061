/** Imports: one file on its way in; where they come from and what may be asked of them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ifMatch, ok } from '@/api/client';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type ImportView = Schemas['ImportView'];
export type ImportRow = Schemas['ImportRow'];
export type ImportKind = ImportView['kind'];
export type ImportOptions = ImportView['options'];
export type ImportError = Schemas['ImportErrorView'];
export type ImportItem = Schemas['ImportItemView'];
/** Which column, counted from zero, is read for which target. */
export type Mapping = ImportView['mapping'];

/** What may be brought in by hand; the past of a whole company comes by the command line. */
export const KINDS: ImportKind[] = ['orders', 'customers', 'products'];
export const STATES = ['uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone'];

const MOVING = new Set(['checking', 'running', 'undoing']);
export const isMoving = (state: string) => MOVING.has(state);
/** How often a moving import is looked at. */
const LOOK_MS = 600;

export const importRows: Source<ImportRow> = {
  kind: 'import',
  load: (query, signal) => ok(api.GET('/api/imports', { params: { query }, signal })),
};

export const errorRows = (id: string): Source<ImportError> => ({
  kind: 'import',
  load: (query, signal) => ok(api.GET('/api/imports/{id}/errors', { params: { path: { id }, query }, signal })),
});

export const itemRows = (id: string): Source<ImportItem> => ({
  kind: 'import',
  load: (query, signal) => ok(api.GET('/api/imports/{id}/items', { params: { path: { id }, query }, signal })),
});

export function useImport(id: string) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => ok(api.GET('/api/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? LOOK_MS : false),
  });
}

/** Hands a file in. The name travels in a header, percent-encoded. */
export function useUpload() {
  return useMutation({
    mutationFn: ({ kind, file }: { kind: ImportKind; file: File }) =>
      ok(
        api.POST('/api/imports', {
          params: { query: { kind } },
          // The file itself is the body; the document calls that a binary string.
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as BodyInit,
          headers: { 'X-File-Name': encodeURIComponent(file.name), 'Content-Type': 'application/octet-stream' },
        }),
      ),
  });
}

export type Command = 'check' | 'run' | 'cancel' | 'undo';

export function useImportCommands(job: ImportView) {
  const queries = useQueryClient();
  const keep = (answer: ImportView) => {
    queries.setQueryData(['import', answer.id], answer);
    void queries.invalidateQueries({ queryKey: ['import'] });
  };
  const params = { path: { id: job.id } };
  const command = useMutation({
    mutationFn: async ({ name, said }: { name: Command; said?: { mapping: Mapping; options: ImportOptions } | undefined }) => {
      let { revision } = job;
      if (said) {
        const mapped = await ok(api.PUT('/api/imports/{id}/mapping', { params, headers: ifMatch(revision), body: said }));
        queries.setQueryData(['import', mapped.id], mapped);
        ({ revision } = mapped);
      }
      // Nobody waits for the right moment to stop: cancelling does not ask which revision was seen.
      const headers = name === 'cancel' ? {} : ifMatch(revision);
      switch (name) {
        case 'check':
          return ok(api.POST('/api/imports/{id}/check', { params, headers }));
        case 'run':
          return ok(api.POST('/api/imports/{id}/run', { params, headers }));
        case 'cancel':
          return ok(api.POST('/api/imports/{id}/cancel', { params, headers }));
        case 'undo':
          return ok(api.POST('/api/imports/{id}/undo', { params, headers }));
      }
    },
    onSuccess: keep,
  });
  return command;
}

/** How a file is written, in words: XLSX, or its encoding and delimiter. */
export function formatOf(job: ImportView): { name: string; delimiter?: string } {
  const format = job.format as unknown;
  if (typeof format === 'string') return { name: format.toUpperCase() };
  const text = (format as { text?: { encoding?: string; delimiter?: unknown } } | null)?.text;
  const delimiter = typeof text?.delimiter === 'number' ? String.fromCharCode(text.delimiter) : String(text?.delimiter ?? '');
  return { name: text?.encoding ?? '', delimiter };
}
