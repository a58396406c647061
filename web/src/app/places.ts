/** The places of the product: one list for the menu, the phone's bar and the search box. */
import {
  AccountBookOutlined, ApartmentOutlined, AlertOutlined, AppstoreOutlined, BarcodeOutlined, CarOutlined, CheckSquareOutlined, DashboardOutlined, DatabaseOutlined, FileTextOutlined, ImportOutlined,
  SettingOutlined, TableOutlined, TeamOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';

/** How the places are grouped where they stand all together; named by `frame.group.<id>`. */
export const GROUPS = ['trade', 'goods', 'company'] as const;

export interface Place {
  /** Names it in the locales: `frame.<id>`. */
  id: string;
  path: string;
  group: (typeof GROUPS)[number];
  icon: ComponentType;
  /** What else belongs to it, so that the menu shows where one is. */
  also?: string[];
  /** Any of these actions opens it; none listed: open to all. */
  actions: string[];
  /** What else people type to get there: pinyin and its initials. */
  alias: string;
}

export const PLACES: Place[] = [
  { id: 'workbench', path: '/workbench', group: 'trade', icon: DashboardOutlined, actions: [], alias: 'gongzuotai gzt' },
  { id: 'orders', path: '/orders', group: 'trade', icon: FileTextOutlined, actions: ['order.read'], alias: 'dingdan dd' },
  { id: 'tasks', path: '/tasks', group: 'trade', icon: CheckSquareOutlined, actions: [], alias: 'daiban db shenpi sp renwu rw' },
  { id: 'stock', path: '/stock', group: 'goods', icon: DatabaseOutlined, actions: ['stock.read'], alias: 'cangku ck kucun kc' },
  { id: 'pick', path: '/pick', group: 'goods', icon: BarcodeOutlined, actions: ['shipment.pick'], alias: 'jianhuo jh saoma sm chuku ck' },
  { id: 'shipments', path: '/shipments', group: 'goods', icon: CarOutlined, actions: ['shipment.read'], alias: 'fahuo fh fahuodan fhd' },
  { id: 'billing', path: '/invoices', also: ['/payments', '/receivables'], group: 'trade', icon: AccountBookOutlined, actions: ['invoice.read', 'payment.read'], alias: 'caiwu cw fapiao fp' },
  { id: 'customers', path: '/customers', group: 'trade', icon: TeamOutlined, actions: ['customer.read'], alias: 'kehu kh' },
  { id: 'products', path: '/products', group: 'goods', icon: AppstoreOutlined, actions: ['product.read'], alias: 'shangpin sp' },
  { id: 'import', path: '/import', group: 'company', icon: ImportOutlined, actions: ['import.read', 'import.run'], alias: 'daoru dr' },
  { id: 'processes', path: '/processes', also: ['/cases'], group: 'company', icon: ApartmentOutlined, actions: ['process.read', 'process.design'], alias: 'liucheng lc shenpi sp gongzuoshi' },
  { id: 'decisions', path: '/decision-tables', group: 'company', icon: TableOutlined, actions: ['process.read', 'process.design'], alias: 'juecebiao jcb guize gz' },
  { id: 'incidents', path: '/incidents', group: 'company', icon: AlertOutlined, actions: ['process.read', 'process.operate'], alias: 'yichang yc kazhu kz' },
  { id: 'settings', path: '/settings', group: 'company', icon: SettingOutlined, actions: ['people.read', 'setting.write', 'calendar.write', 'connection.write'], alias: 'shezhi sz yonghu' },
];

export function openPlaces(actions: readonly string[] | undefined): Place[] {
  return PLACES.filter((place) => place.actions.length === 0 || place.actions.some((action) => actions?.includes(action)));
}

/** Whether the page at `pathname` belongs to the place. */
export function isAt(place: Pick<Place, 'path' | 'also'>, pathname: string): boolean {
  return [place.path, ...(place.also ?? [])].some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

/** Where a found thing is opened. */
export function pathOf(kind: string, id: string): string {
  const folder: Record<string, string> = {
    order: 'orders',
    customer: 'customers',
    product: 'products',
    sku: 'products',
    shipment: 'shipments',
    invoice: 'invoices',
    payment: 'payments',
  };
  return `/${folder[kind] ?? kind}/${id}`;
}
