/** How the kinds of steps look. */
import {
  ApartmentOutlined, AuditOutlined, BlockOutlined, BranchesOutlined, CalculatorOutlined, ClockCircleOutlined, FieldTimeOutlined, FormOutlined, PartitionOutlined, PlayCircleOutlined, SendOutlined, StopOutlined,
  TableOutlined, ThunderboltOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import type { Kind } from '@/features/process/tree/model';

/** In the order in which they are offered. */
export const KINDS: readonly Kind[] = ['approval', 'work', 'choice', 'parallel', 'sub', 'copy', 'wait', 'service', 'script', 'table', 'call', 'end'];

/** Who acts: a person, the house, the course itself. Each has a colour. */
export type Family = 'person' | 'house' | 'course' | 'edge';

export const LOOK: Record<Kind | 'start' | 'side', { icon: ComponentType; family: Family }> = {
  start: { icon: PlayCircleOutlined, family: 'edge' },
  end: { icon: StopOutlined, family: 'edge' },
  approval: { icon: AuditOutlined, family: 'person' },
  work: { icon: FormOutlined, family: 'person' },
  copy: { icon: SendOutlined, family: 'house' },
  service: { icon: ThunderboltOutlined, family: 'house' },
  script: { icon: CalculatorOutlined, family: 'house' },
  table: { icon: TableOutlined, family: 'house' },
  call: { icon: PartitionOutlined, family: 'house' },
  wait: { icon: ClockCircleOutlined, family: 'course' },
  choice: { icon: BranchesOutlined, family: 'course' },
  parallel: { icon: ApartmentOutlined, family: 'course' },
  sub: { icon: BlockOutlined, family: 'course' },
  side: { icon: FieldTimeOutlined, family: 'course' },
};
