/** Differences between drawings in the reader's words: steps by name, who and until when as on a card. Pure. */
import type { Difference } from '@/features/process/api';
import { inLang } from '@/features/process/names';
import { readCondition } from '@/features/process/said/condition';
import { readOutcomes, readRights, readVote } from '@/features/process/said/texts';
import { readWho } from '@/features/process/said/who';
import { findBranch } from '@/features/process/tree/commands';
import type { Tree } from '@/features/process/tree/model';
import { branchName, conditionWords, fieldTitle, remindWords, spanWords, titleOf, whoWords, type Words } from '@/features/process/words';

export interface Said {
  element: string;
  name: string;
  change: Difference['change'];
  what: { key: string; before: string; after: string }[];
}

/** What the drawing needs and nobody decided by itself. */
const IMPLIED = ['default', 'closes', 'of', 'sourceRef', 'multiInstanceLoopCharacteristics'];

export function differencesInWords(all: readonly Difference[], tree: Tree | null, words: Words): Said[] {
  const names = new Map(all.filter(({ name }) => name !== '').map(({ element, name }) => [element, name]));
  const named = (id: string) => (words.step(id) === id ? (names.get(id) ?? id) : words.step(id));
  return all.flatMap((one) => {
    const what = one.what.flatMap(({ key, before, after }) => {
      if (key === 'multiInstanceLoopCharacteristics') return turns(before, after, words);
      return IMPLIED.includes(key) ? [] : [{ key: keyWord(key, words), before: value(key, before, words, named), after: value(key, after, words, named) }];
    });
    const name = nameOf(one, tree, words);
    // Lines and gateways without a name come and go with the steps they join.
    const quiet = name === '' && (one.change !== 'changed' || what.length === 0 || one.what.every(({ key }) => key.endsWith('Ref')));
    const nothing = one.change === 'changed' && what.length === 0;
    return quiet || nothing ? [] : [{ element: one.element, name: name || one.element, change: one.change, what }];
  });
}

function nameOf({ element, name, kind }: Difference, tree: Tree | null, { t }: Words): string {
  const found = kind === 'sequenceFlow' && tree ? findBranch(tree, element) : undefined;
  return found ? branchName(t, found.branch, found.block.branches.indexOf(found.branch)) : name;
}

function turns(before: string, after: string, { t }: Words): Said['what'] {
  const [was, is] = [before, after].map((text) => text.includes('isSequential=true'));
  const yes = (on: boolean | undefined) => t(on === true ? 'common.yes' : 'common.no');
  return was === is ? [] : [{ key: t('process.vote.sequentialLong'), before: yes(was), after: yes(is) }];
}

const keyWord = (key: string, { t }: Words) => t(`process.diff.key.${key}`, { defaultValue: key });

function value(key: string, text: string, words: Words, named: (id: string) => string): string {
  const { t, offer } = words;
  if (text === '') return '';
  switch (key) {
    case 'who':
    case 'copy':
      return readWho(text).map((who) => whoWords(words, who)).join(t('process.listSep'));
    case 'vote': {
      const { rule, number } = readVote(text);
      return rule === 'one' ? text : t(`process.vote.${rule}Short`, { number });
    }
    case 'deadline':
      return spanWords(t, text);
    case 'remind':
      return remindWords(t, text);
    case 'veto':
    case 'revise':
    case 'cancelActivity':
      return t(text === 'true' ? 'common.yes' : 'common.no');
    case 'overdue':
      return ['remind', 'escalate', 'approve', 'reject'].includes(text) ? t(`process.overdue.${text}`) : text;
    case 'kind':
      return text === 'approval' || text === 'work' ? t(`process.kind.${text}`) : text;
    case 'fields':
      return readRights(text).map(({ field, right }) => `${fieldTitle(words, `${words.subject}.${field}`)} ${t(`process.rights.${right}`)}`).join(t('process.listSep'));
    case 'outcomes':
      return readOutcomes(text).map(({ code, zh, en }) => inLang(zh, en) || code).join(t('process.listSep'));
    case 'service': {
      const service = offer?.services.find(({ name }) => name === text);
      return service ? titleOf(service) : text;
    }
    case 'conditionExpression': {
      const bare = text.replace(/^(\S+:type=\S+\s*)/, '');
      const condition = readCondition(bare);
      return condition ? conditionWords(words, condition) : bare;
    }
    case 'extensionElements':
      return text.replace(/^sop\(([^]*)\)$/, '$1');
    case 'targetRef':
    case 'attachedToRef':
      return named(text);
    default:
      return text;
  }
}
