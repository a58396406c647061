/** What every part of the designer has at hand. */
import { createContext, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Offer, SubjectField } from '@/features/process/api';
import { nameOf } from '@/features/process/names';
import { allSteps, type Tree } from '@/features/process/tree/model';
import type { Words } from '@/features/process/words';
import type { Option } from '@/ui/lookup';

export interface Desk {
  offer: Offer | undefined;
  subject: string;
  /** The kind's fields, and what earlier steps of any process leave behind. */
  fields: SubjectField[];
  tree: Tree | null;
  mayWrite: boolean;
  /** Names by login, of those the process names. */
  people: Map<string, string>;
  /** The document on which expressions show their value. */
  sample: Option | null;
  setSample: (sample: Option | null) => void;
  /** Elements with problems, and how grave. */
  marks: Map<string, 'error' | 'warning'>;
  /** Where a walk-through has been, and where it stands. */
  walked: Map<string, 'passed' | 'waiting'>;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (!desk) throw new Error('a part of the designer stands outside of it');
  return desk;
}

export function useWords(): Words {
  return useWordsOf(useDesk());
}

/** The same, where the desk is laid out. */
export function useWordsOf({ offer, fields, subject, tree, people }: Pick<Desk, 'offer' | 'fields' | 'subject' | 'tree' | 'people'>): Words {
  const { t } = useTranslation();
  return useMemo(() => {
    const named = new Map(tree ? allSteps(tree.steps).map((step) => [step.id, nameOf(step)]) : []);
    return { t, offer, fields, subject, person: (login: string) => people.get(login) ?? login, step: (id: string) => named.get(id) || id };
  }, [t, offer, fields, subject, tree, people]);
}
