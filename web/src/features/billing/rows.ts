/** Invoices, payments and what is owed: where they come from. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, ok } from '@/api/client';
import type { FilterNode } from '@/api/page';
import type { components } from '@/api/schema';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type Invoice = Schemas['Invoice'];
export type InvoiceView = Schemas['InvoiceView'];
export type InvoiceLine = Schemas['InvoiceLine'];
export type Payment = Schemas['Payment'];
export type PaymentView = Schemas['PaymentView'];
export type Application = Schemas['Application'];
export type Receivables = Schemas['Receivables'];
export type Receivable = Receivables['items'][number];
export type Method = Payment['method'];

export const METHODS: Method[] = ['transfer', 'alipay', 'wechat', 'cash', 'card', 'cheque', 'other'];

export const invoiceRows: Source<Invoice> = {
  kind: 'invoice',
  load: (query, signal) => ok(api.GET('/api/invoices', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/invoices/totals', { params: { query }, signal })).then((totals) => ({ ...totals })),
};

export const paymentRows: Source<Payment> = {
  kind: 'payment',
  load: (query, signal) => ok(api.GET('/api/payments', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/payments/totals', { params: { query }, signal })).then((totals) => ({ ...totals })),
};

export function useInvoice(id: string) {
  return useQuery({
    queryKey: ['invoice', id],
    queryFn: ({ signal }) => ok(api.GET('/api/invoices/{id}', { params: { path: { id } }, signal })),
  });
}

export function usePayment(id: string) {
  return useQuery({
    queryKey: ['payment', id],
    queryFn: ({ signal }) => ok(api.GET('/api/payments/{id}', { params: { path: { id } }, signal })),
  });
}

/** As many as one payment settles at once. */
const OPEN_MAX = 500;

/** What a customer has open, in the order it falls due: as the server would settle it. */
export function useOpenInvoices(customer: string | undefined) {
  const filter: FilterNode = { and: [['kind', 'eq', 'invoice'], ['customer', 'in', [customer ?? '']], ['open_amount', 'gt', '0']] };
  return useQuery({
    queryKey: ['invoice', 'open', customer],
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/invoices', { params: { query: { filter: JSON.stringify(filter), sort: 'due_on', limit: OPEN_MAX } }, signal }))).items,
    enabled: customer !== undefined,
  });
}

export function useReceivables(on: string | undefined) {
  return useQuery({
    queryKey: ['receivable', on ?? 'today'],
    queryFn: ({ signal }) => ok(api.GET('/api/receivables', { params: { query: on === undefined ? {} : { on } }, signal })),
  });
}

/** After money moved, whatever shows it is fetched again. */
export function useMoneyMoved() {
  const queries = useQueryClient();
  return useCallback(
    () =>
      void queries.invalidateQueries({
        predicate: ({ queryKey: [root] }) => ['invoice', 'payment', 'receivable', 'order', 'customer'].includes(String(root)),
      }),
    [queries],
  );
}
