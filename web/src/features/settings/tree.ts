/** Departments as a tree read from top to bottom. Pure. */
import type { Department } from '@/api/refs';

export interface Branch {
  department: Department;
  depth: number;
  /** From the root: 公司 / 销售部 / 一组. */
  path: string;
}

/** Each under its parent, by name; what points at a parent nobody knows stands at the root. */
export function branchesOf(departments: Department[]): Branch[] {
  const known = new Set(departments.map(({ id }) => id));
  const below = (parent: string | null, depth: number, above: string): Branch[] =>
    departments
      .filter((one) => (one.parent_id != null && known.has(one.parent_id) ? one.parent_id : null) === parent)
      .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
      .flatMap((department) => {
        const path = above === '' ? department.name : `${above} / ${department.name}`;
        return [{ department, depth, path }, ...below(department.id, depth + 1, path)];
      });
  return below(null, 0, '');
}
