/** A colleague by id: many on one page are asked for together. */
import { useNameOf } from '@/api/names';

export function NameText({ id }: { id: string | null | undefined }) {
  return <>{useNameOf(id)}</>;
}
