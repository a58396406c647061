/** Who orders, where it goes, by when, from which warehouse. Only the customer must be named. */
import { Input, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf } from '@/lib/format';
import type { EntryHead, ShipTo } from '@/features/orders/entry/entry';
import type { CustomerView, Warehouse } from '@/features/orders/entry/useParties';
import { parseDay } from '@/ui/grid/day';
import { Lookup } from '@/ui/Lookup';
import { customerSource } from '@/ui/sources';
import css from './Entry.module.css';

interface HeadFieldsProps {
  head: EntryHead;
  change: (part: Partial<EntryHead>) => void;
  customer: CustomerView | undefined;
  warehouses: Warehouse[];
  /** By field. */
  problems: Map<string, string>;
  /** On to the lines. */
  goOn: () => void;
}

const TYPED = 'typed';
const DEFAULT = 'default';
type Address = CustomerView['addresses'][number];

const lineOf = (address: Address) => [address.province, address.city, address.district, address.street].join('');
const shipToOf = (address: Address): ShipTo => ({ receiver: address.receiver, phone: address.phone, address: lineOf(address) });
const same = (a: ShipTo, b: ShipTo) => a.receiver === b.receiver && a.phone === b.phone && a.address === b.address;

export function HeadFields({ head, change, customer, warehouses, problems, goOn }: HeadFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const onEnter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    goOn();
  };
  return (
    <div className={css.fields}>
      <Field label={t('orders.customer')} htmlFor={`${id}-customer`} problem={problems.get('customer')} wide required>
        <Lookup
          id={`${id}-customer`}
          source={customerSource}
          value={head.customer}
          onChange={(option) => change({ customer: option, shipTo: null })}
          autoFocus={head.customer === null}
          invalid={problems.has('customer')}
          onDone={goOn}
        />
      </Field>
      <Field label={t('orders.requestedOn')} htmlFor={`${id}-day`} problem={problems.get('requested_on')}>
        <DayInput id={`${id}-day`} value={head.requestedOn} onChange={(requestedOn) => change({ requestedOn })} onKeyDown={onEnter} invalid={problems.has('requested_on')} />
      </Field>
      <Field label={t('orders.warehouse')} htmlFor={`${id}-warehouse`} problem={problems.get('warehouse')}>
        <Select
          id={`${id}-warehouse`}
          value={head.warehouse || (warehouses[0]?.id ?? '')}
          options={warehouses.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(warehouse) => change({ warehouse })}
        />
      </Field>
      <Field label={t('entry.shipTo')} htmlFor={`${id}-ship-to`} problem={problems.get('ship_to')} wide>
        <AddressField id={`${id}-ship-to`} value={head.shipTo} customer={customer} onChange={(shipTo) => change({ shipTo })} />
      </Field>
      <Field label={t('orders.note')} htmlFor={`${id}-note`} problem={problems.get('note')} wide>
        <Input id={`${id}-note`} value={head.note} onChange={(event) => change({ note: event.target.value })} onKeyDown={onEnter} />
      </Field>
      {head.shipTo && !customer?.addresses.some((address) => head.shipTo && same(shipToOf(address), head.shipTo)) && (
        <TypedAddress value={head.shipTo} onChange={(shipTo) => change({ shipTo })} problems={problems} />
      )}
    </div>
  );
}

interface FieldProps {
  label: string;
  htmlFor: string;
  problem: string | undefined;
  wide?: boolean;
  required?: boolean;
  children: React.ReactNode;
}

function Field({ label, htmlFor, problem, wide = false, required = false, children }: FieldProps) {
  return (
    <div className={`${css.field} ${wide ? css.wide : ''}`}>
      <label htmlFor={htmlFor}>
        {label}
        {required && <span className={css.star}>{'*'}</span>}
        {/* Beside the label, so that a problem moves nothing. */}
        {problem !== undefined && <span className={css.fieldProblem}>{problem}</span>}
      </label>
      {children}
    </div>
  );
}

/** A day as clerks type it: 1128, +3, 2026-11-28. */
function DayInput({ id, value, onChange, onKeyDown, invalid }: { id: string; value: string; onChange: (day: string) => void; onKeyDown: (event: React.KeyboardEvent) => void; invalid: boolean }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const settle = () => {
    if (typed === null) return;
    onChange(parseDay(typed.trim(), dayOf(new Date())) ?? typed.trim());
    setTyped(null);
  };
  return (
    <Input
      id={id}
      placeholder={t('entry.dayHint')}
      value={typed ?? value}
      status={invalid ? 'error' : ''}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle();
        onKeyDown(event);
      }}
    />
  );
}

function AddressField({ id, value, customer, onChange }: { id: string; value: ShipTo | null; customer: CustomerView | undefined; onChange: (shipTo: ShipTo | null) => void }) {
  const { t } = useTranslation();
  const addresses = customer?.addresses ?? [];
  const chosen = value === null ? undefined : addresses.find((address) => same(shipToOf(address), value));
  const say = (address: Address) => `${address.receiver} ${address.phone} ${lineOf(address)}`;
  const standard = addresses.find((address) => address.is_default) ?? addresses[0];
  return (
    <Select
      id={id}
      disabled={!customer}
      value={value === null ? DEFAULT : (chosen?.id ?? TYPED)}
      placeholder={t('entry.addressDefault')}
      options={[
        { value: DEFAULT, label: standard ? `${t('entry.addressDefault')} · ${say(standard)}` : customer ? t('entry.addressNone') : t('entry.addressDefault') },
        ...addresses.filter((address) => address !== standard).map((address) => ({ value: address.id, label: say(address) })),
        ...(chosen === standard && chosen !== undefined ? [{ value: chosen.id, label: say(chosen) }] : []),
        { value: TYPED, label: t('entry.addressTyped') },
      ]}
      onChange={(key) => {
        const address = addresses.find((one) => one.id === key);
        onChange(address ? shipToOf(address) : key === TYPED ? { receiver: '', phone: '', address: '' } : null);
      }}
    />
  );
}

function TypedAddress({ value, onChange, problems }: { value: ShipTo; onChange: (shipTo: ShipTo) => void; problems: Map<string, string> }) {
  const { t } = useTranslation();
  const id = useId();
  const part = (name: keyof ShipTo, wide: boolean) => (
    <Field label={t(`orders.${name}`)} htmlFor={`${id}-${name}`} problem={problems.get(`ship_to.${name}`)} wide={wide}>
      <Input id={`${id}-${name}`} value={value[name]} onChange={(event) => onChange({ ...value, [name]: event.target.value })} />
    </Field>
  );
  return (
    <>
      {part('receiver', false)}
      {part('phone', false)}
      {part('address', true)}
    </>
  );
}
