import type { Design } from '@/features/process/designer/useDesign';

export default function Diagram({ design, panel }: { design: Design; panel: boolean }) {
  return panel && design.mayWrite ? null : null;
}
