/** The places of the product: one list for the menu, the phone's bar and the search box. */
import {
  AccountBookOutlined, AppstoreOutlined, BarcodeOutlined, CarOutlined, DashboardOutlined, DatabaseOutlined, FileTextOutlined, ImportOutlined,
  SettingOutlined, TeamOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';

export interface Place {
  /** Names it in the locales: `frame.<id>`. */
  id: string;
  path: string;
  icon: ComponentType;
  /** What else belongs to it, so that the menu shows where one is. */
  also?: string[];
  /** Any of these actions opens it; none listed: open to all. */
  actions: string[];
  /** What else people type to get there: pinyin and its initials. */
  alias: string;
}

export const PLACES: Place[] = [
  { id: 'workbench', path: '/workbench', icon: DashboardOutlined, actions: [], alias: 'gongzuotai gzt' },
  { id: 'orders', path: '/orders', icon: FileTextOutlined, actions: ['order.read'], alias: 'dingdan dd' },
  { id: 'stock', path: '/stock', icon: DatabaseOutlined, actions: ['stock.read'], alias: 'cangku ck kucun kc' },
  { id: 'pick', path: '/pick', icon: BarcodeOutlined, actions: ['shipment.pick'], alias: 'jianhuo jh saoma sm chuku ck' },
  { id: 'shipments', path: '/shipments', icon: CarOutlined, actions: ['shipment.read'], alias: 'fahuo fh fahuodan fhd' },
  { id: 'billing', path: '/invoices', also: ['/payments', '/receivables'], icon: AccountBookOutlined, actions: ['invoice.read', 'payment.read'], alias: 'caiwu cw fapiao fp' },
  { id: 'customers', path: '/customers', icon: TeamOutlined, actions: ['customer.read'], alias: 'kehu kh' },
  { id: 'products', path: '/products', icon: AppstoreOutlined, actions: ['product.read'], alias: 'shangpin sp' },
  { id: 'import', path: '/import', icon: ImportOutlined, actions: ['import.read', 'import.run'], alias: 'daoru dr' },
  { id: 'settings', path: '/settings', icon: SettingOutlined, actions: ['people.read', 'setting.write'], alias: 'shezhi sz yonghu' },
];

export function openPlaces(actions: readonly string[] | undefined): Place[] {
  return PLACES.filter((place) => place.actions.length === 0 || place.actions.some((action) => actions?.includes(action)));
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
