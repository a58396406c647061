/** Addresses. Each page is fetched when it is first opened. */
import { createBrowserRouter, redirect, type RouteObject } from 'react-router';
import { NotFoundPage, PageFault } from '@/app/Faults';
import { RequireLogin } from '@/app/RequireLogin';

/** A page that is its own chunk: `page(() => import('…'), 'OrdersPage')`. */
function page<Name extends string>(fetchPage: () => Promise<Record<Name, React.ComponentType>>, name: Name) {
  return async () => ({ Component: (await fetchPage())[name] });
}

const pages: RouteObject[] = [
  { index: true, loader: () => redirect('/workbench'), element: null },
  { path: 'workbench', lazy: page(() => import('@/features/workbench/WorkbenchPage'), 'WorkbenchPage') },
  { path: 'orders', lazy: page(() => import('@/features/orders/OrdersPage'), 'OrdersPage') },
  { path: 'orders/new', lazy: page(() => import('@/features/orders/entry/OrderEntryPage'), 'OrderEntryPage') },
  { path: 'orders/board', lazy: page(() => import('@/features/orders/board/BoardPage'), 'BoardPage') },
  { path: 'orders/:id', lazy: page(() => import('@/features/orders/record/OrderPage'), 'OrderPage') },
  { path: 'orders/:id/edit', lazy: page(() => import('@/features/orders/entry/OrderEntryPage'), 'OrderEntryPage') },
  { path: 'tasks/:id', lazy: page(() => import('@/features/tasks/TaskPage'), 'TaskPage') },
  {
    path: 'tasks',
    lazy: page(() => import('@/features/tasks/TasksPage'), 'TasksPage'),
    children: [
      { index: true, lazy: page(() => import('@/features/tasks/TaskBox'), 'TodoBox') },
      { path: 'started', lazy: page(() => import('@/features/tasks/TaskBox'), 'StartedBox') },
      { path: 'done', lazy: page(() => import('@/features/tasks/TaskBox'), 'DoneBox') },
      { path: 'copies', lazy: page(() => import('@/features/tasks/CopiesBox'), 'CopiesBox') },
    ],
  },
  { path: 'notices', lazy: page(() => import('@/features/notices/NoticesPage'), 'NoticesPage') },
  { path: 'incidents', lazy: page(() => import('@/features/incidents/IncidentsPage'), 'IncidentsPage') },
  { path: 'cases', lazy: page(() => import('@/features/cases/CasesPage'), 'CasesPage') },
  { path: 'pick', lazy: page(() => import('@/features/pick/PickPage'), 'PickPage') },
  { path: 'pick/:id', lazy: page(() => import('@/features/pick/PickPage'), 'PickPage') },
  { path: 'shipments', lazy: page(() => import('@/features/shipments/ShipmentsPage'), 'ShipmentsPage') },
  { path: 'shipments/:id', lazy: page(() => import('@/features/shipments/ShipmentPage'), 'ShipmentPage') },
  {
    lazy: page(() => import('@/features/billing/BillingParts'), 'BillingParts'),
    children: [
      { path: 'invoices', lazy: page(() => import('@/features/billing/InvoicesPage'), 'InvoicesPage') },
      { path: 'payments', lazy: page(() => import('@/features/billing/PaymentsPage'), 'PaymentsPage') },
      { path: 'receivables', lazy: page(() => import('@/features/billing/ReceivablesPage'), 'ReceivablesPage') },
    ],
  },
  { path: 'invoices/:id', lazy: page(() => import('@/features/billing/InvoicePage'), 'InvoicePage') },
  { path: 'payments/new', lazy: page(() => import('@/features/billing/NewPaymentPage'), 'NewPaymentPage') },
  { path: 'payments/:id', lazy: page(() => import('@/features/billing/PaymentPage'), 'PaymentPage') },
  { path: 'customers', lazy: page(() => import('@/features/customers/CustomersPage'), 'CustomersPage') },
  { path: 'customers/:id', lazy: page(() => import('@/features/customers/CustomerPage'), 'CustomerPage') },
  {
    path: 'products',
    lazy: page(() => import('@/features/products/ProductPlaces'), 'ProductPlaces'),
    children: [
      { index: true, lazy: page(() => import('@/features/products/ProductsPage'), 'ProductsPage') },
      { path: 'price-lists', lazy: page(() => import('@/features/products/PriceListsPage'), 'PriceListsPage') },
      { path: 'price-lists/:id', lazy: page(() => import('@/features/products/PriceListPage'), 'PriceListPage') },
    ],
  },
  { path: 'products/:id', lazy: page(() => import('@/features/products/ProductPage'), 'ProductPage') },
  { path: 'stock/counts/:id', lazy: page(() => import('@/features/stock/CountPage'), 'CountPage') },
  {
    path: 'stock',
    lazy: page(() => import('@/features/stock/StockPlaces'), 'StockPlaces'),
    children: [
      { index: true, lazy: page(() => import('@/features/stock/BalancesPage'), 'BalancesPage') },
      { path: 'moves', lazy: page(() => import('@/features/stock/MovesPage'), 'MovesPage') },
      { path: 'planned', lazy: page(() => import('@/features/stock/PlannedPage'), 'PlannedPage') },
      { path: 'counts', lazy: page(() => import('@/features/stock/CountsPage'), 'CountsPage') },
      { path: 'warehouses', lazy: page(() => import('@/features/stock/WarehousesPage'), 'WarehousesPage') },
      { path: 'receive', lazy: page(() => import('@/features/stock/GoodsPage'), 'ReceivePage') },
      { path: 'transfer', lazy: page(() => import('@/features/stock/GoodsPage'), 'TransferPage') },
      { path: 'adjust', lazy: page(() => import('@/features/stock/GoodsPage'), 'AdjustPage') },
    ],
  },
  {
    path: 'settings',
    lazy: page(() => import('@/features/settings/SettingsParts'), 'SettingsParts'),
    children: [
      { index: true, lazy: page(() => import('@/features/settings/SettingsIndex'), 'SettingsIndex') },
      { path: 'orders', lazy: page(() => import('@/features/settings/OrderSettingsPage'), 'OrderSettingsPage') },
      { path: 'users', lazy: page(() => import('@/features/settings/UsersPage'), 'UsersPage') },
      { path: 'departments', lazy: page(() => import('@/features/settings/DepartmentsPage'), 'DepartmentsPage') },
      { path: 'calendars', lazy: page(() => import('@/features/calendars/CalendarsPage'), 'CalendarsPage') },
      { path: 'calendars/:id', lazy: page(() => import('@/features/calendars/CalendarsPage'), 'CalendarsPage') },
      { path: 'roles', lazy: page(() => import('@/features/settings/RolesPage'), 'RolesPage') },
      { path: 'connections', lazy: page(() => import('@/features/connections/ConnectionsPage'), 'ConnectionsPage') },
      { path: 'tokens', lazy: page(() => import('@/features/settings/TokensPage'), 'TokensPage') },
      { path: 'messages', lazy: page(() => import('@/features/settings/MessagesPage'), 'MessagesPage') },
      { path: 'audit', lazy: page(() => import('@/features/settings/AuditPage'), 'AuditPage') },
    ],
  },
  { path: 'decision-tables', lazy: page(() => import('@/features/decisions/DecisionsPage'), 'DecisionsPage') },
  { path: 'decision-tables/:id', lazy: page(() => import('@/features/decisions/editor/DecisionPage'), 'DecisionPage') },
  { path: 'processes', lazy: page(() => import('@/features/process/ProcessesPage'), 'ProcessesPage') },
  { path: 'processes/:id', lazy: page(() => import('@/features/process/designer/DesignerPage'), 'DesignerPage') },
  { path: 'me', lazy: page(() => import('@/features/me/MePage'), 'MePage') },
  { path: 'absences', lazy: page(() => import('@/features/absences/AbsencesPage'), 'AbsencesPage') },
  { path: 'import', lazy: page(() => import('@/features/import/ImportsPage'), 'ImportsPage') },
  { path: 'import/:id', lazy: page(() => import('@/features/import/ImportPage'), 'ImportPage') },
  { path: '*', Component: NotFoundPage },
];

export const router = createBrowserRouter([
  { path: '/login', lazy: page(() => import('@/features/login/LoginPage'), 'LoginPage'), ErrorBoundary: PageFault, HydrateFallback: () => null },
  {
    Component: RequireLogin,
    ErrorBoundary: PageFault,
    HydrateFallback: () => null,
    children: [
      {
        lazy: page(() => import('@/app/Frame'), 'Frame'),
        children: [{ ErrorBoundary: PageFault, children: pages }],
      },
    ],
  },
]);
