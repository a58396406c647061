/** Facts of a document as the server tells them: anything may be missing. */
export type Facts = Record<string, unknown>;

export const asFacts = (value: unknown): Facts => (value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Facts) : {});
export const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
