/** Customers: where they come from, and what is done to them. */
import { api, ifMatch, ok } from '@/api/client';
import type { components } from '@/api/schema';
import { type FormValues, decimalOf, refOf, textOf, wholeOf } from '@/ui/form/model';
import type { Source } from '@/ui/list/useRows';

type Schemas = components['schemas'];
export type CustomerRow = Schemas['CustomerRow'];
export type Customer = Schemas['CustomerView'];
export type Contact = Schemas['Contact'];
export type Address = Schemas['Address'];

export const customerRows: Source<CustomerRow> = {
  kind: 'customer',
  load: (query, signal) => ok(api.GET('/api/customers', { params: { query }, signal })),
  totals: (query, signal) => ok(api.GET('/api/customers/totals', { params: { query }, signal })),
};

export const readCustomer = (id: string, signal: AbortSignal) => ok(api.GET('/api/customers/{id}', { params: { path: { id } }, signal }));

/** What a form says of a customer, as the wire wants it. */
function fieldsOf(values: FormValues) {
  return {
    code: textOf(values, 'code'),
    name: textOf(values, 'name'),
    grade: textOf(values, 'grade'),
    phone: textOf(values, 'phone'),
    tax_no: textOf(values, 'tax_no'),
    note: textOf(values, 'note'),
    price_list: textOf(values, 'price_list') || null,
    department: textOf(values, 'department') || null,
    currency: textOf(values, 'currency') || 'CNY',
  };
}

export function createCustomer(values: FormValues, mayCredit: boolean) {
  const owner = refOf(values, 'owner');
  const credit = mayCredit ? { credit_limit: decimalOf(values, 'credit_limit'), term_days: wholeOf(values, 'term_days') } : {};
  return ok(api.POST('/api/customers', { body: { ...fieldsOf(values), ...credit, ...(owner === null ? {} : { owner }) } }));
}

export function changeCustomer(customer: Customer, values: FormValues) {
  const owner = refOf(values, 'owner') ?? customer.owner;
  const params = { path: { id: customer.id } };
  return ok(
    api.PATCH('/api/customers/{id}', {
      params,
      headers: ifMatch(customer.revision),
      body: { ...fieldsOf(values), owner, active: values.active === true },
    }),
  );
}

export function grantCredit(customer: Customer, values: FormValues) {
  return ok(
    api.POST('/api/customers/{id}/credit', {
      params: { path: { id: customer.id } },
      headers: ifMatch(customer.revision),
      body: { credit_limit: decimalOf(values, 'credit_limit'), term_days: wholeOf(values, 'term_days') },
    }),
  );
}

function contactOf(values: FormValues) {
  return {
    name: textOf(values, 'name'),
    title: textOf(values, 'title'),
    phone: textOf(values, 'phone'),
    email: textOf(values, 'email'),
    note: textOf(values, 'note'),
  };
}

export function saveContact(customer: string, contact: Contact | null, values: FormValues) {
  const body = contactOf(values);
  return contact === null
    ? ok(api.POST('/api/customers/{id}/contacts', { params: { path: { id: customer } }, body }))
    : ok(api.PUT('/api/contacts/{id}', { params: { path: { id: contact.id } }, headers: ifMatch(contact.revision), body }));
}

export const removeContact = (contact: Contact) =>
  ok(api.DELETE('/api/contacts/{id}', { params: { path: { id: contact.id } }, headers: ifMatch(contact.revision) }));

function addressOf(values: FormValues) {
  return {
    receiver: textOf(values, 'receiver'),
    phone: textOf(values, 'phone'),
    province: textOf(values, 'province'),
    city: textOf(values, 'city'),
    district: textOf(values, 'district'),
    street: textOf(values, 'street'),
    postcode: textOf(values, 'postcode'),
    is_default: values.is_default === true,
  };
}

export function saveAddress(customer: string, address: Address | null, values: FormValues) {
  const body = addressOf(values);
  return address === null
    ? ok(api.POST('/api/customers/{id}/addresses', { params: { path: { id: customer } }, body }))
    : ok(api.PUT('/api/addresses/{id}', { params: { path: { id: address.id } }, headers: ifMatch(address.revision), body }));
}

export const removeAddress = (address: Address) =>
  ok(api.DELETE('/api/addresses/{id}', { params: { path: { id: address.id } }, headers: ifMatch(address.revision) }));

/** 浙江省 杭州市 西湖区 文三路 1 号 */
export const addressText = (address: Address) =>
  [address.province, address.city, address.district, address.street].filter((part) => part !== '').join(' ');
