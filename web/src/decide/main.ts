/**
 * Deciding by a link, without logging in: the facts, and two buttons. No framework, so that it opens at once on a cheap phone.
 * The secret stands behind `#` and never reaches a log.
 */
import { formatInstant } from '@/lib/format';
import { cssVariables } from '@/ui/tokens';
import { type Answer, decide, look, type View } from './ask';
import './decide.css';
import { button, el } from './dom';
import { type Key, type Lang, outcomeWord, speaker } from './words';

const [, tongue, token = ''] = /^#(?:(zh|en)\.)?(.*)$/.exec(location.hash) ?? [];
const lang: Lang = (tongue as Lang | undefined) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
const say = speaker(lang);
const root = document.getElementById('root') ?? document.body;

function show(...parts: (Node | false)[]): void {
  root.replaceChildren(el('main', {}, ...parts));
}

/** As chosen in the application on this device, else as the device prefers. */
function dress(): void {
  const chosen = localStorage.getItem('shundan.theme') ?? '';
  const night = chosen.includes('dark') || (!chosen.includes('light') && matchMedia('(prefers-color-scheme: dark)').matches);
  document.head.append(el('style', {}, cssVariables(night ? 'dark' : 'light')));
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
}

/** One thing is said, and what can be done about it. */
function tell(look: 'good' | 'quiet' | 'bad', title: string, text: string, ...more: (Node | false)[]): void {
  show(el('section', { class: `told ${look}`, role: 'status' }, el('h1', {}, title), text !== '' && el('p', {}, text)), ...more);
}

const logIn = (view: View): Node | false => view.gist != null && el('p', { class: 'more' }, el('a', { href: view.gist.path }, say('logIn')));
const toTasks = (): Node => el('p', { class: 'more' }, el('a', { href: '/tasks' }, say('logIn')));
const at = (moment: string | null | undefined): string => (moment == null ? '' : formatInstant(moment));

function head(view: View): Node[] {
  const { gist } = view;
  if (gist == null) return [];
  return [
    el('header', {}, el('p', { class: 'who' }, say('for', { person: view.person })), el('h1', {}, gist.step), el('p', { class: 'what' }, `${gist.number} ${gist.title}`)),
  ];
}

function facts(view: View): Node[] {
  const { gist } = view;
  if (gist == null) return [];
  const row = (name: string, value: string, look = '') => value !== '' && el('div', {}, el('dt', {}, name), el('dd', { class: look }, value));
  const due = gist.overdue ? `${at(gist.due_at)} · ${say('overdue')}` : at(gist.due_at);
  return [
    ...(gist.reason === '' ? [] : [el('p', { class: 'why' }, el('span', {}, say('reason')), el('b', {}, gist.reason))]),
    el('dl', {}, ...gist.figures.map(({ name, value }) => row(name, value)), row(say('askedBy'), gist.asked_by), row(say('since'), at(gist.created_at)), row(say('due'), due, gist.overdue ? 'late' : '')),
  ];
}

function ask(view: View): void {
  const approve = button(say('approve'), 'go', () => void send('approve', ''));
  const reject = button(say('reject'), 'no', () => askWhy(view));
  show(...head(view), ...facts(view), logIn(view), el('footer', {}, reject, approve));
}

/** Whoever says no says why. */
function askWhy(view: View): void {
  const why = el('textarea', { id: 'why', rows: '3', maxlength: '2000', 'aria-describedby': 'wanted' });
  const wanted = el('p', { id: 'wanted', class: 'wanted', 'aria-live': 'polite' });
  const back = button(say('back'), 'plain', () => ask(view));
  const no = button(say('sendReject'), 'no', () => {
    const comment = why.value.trim();
    if (comment !== '') return void send('reject', comment);
    wanted.textContent = say('whyNeeded');
    why.focus();
  });
  show(...head(view), el('label', { for: 'why' }, say('whyNot')), why, wanted, el('footer', {}, back, no));
  why.focus();
}

let sending = false;

async function send(outcome: 'approve' | 'reject', comment: string): Promise<void> {
  if (sending) return;
  sending = true;
  root.setAttribute('aria-busy', 'true');
  for (const one of root.querySelectorAll('button')) one.disabled = true;
  const answer = await decide(token, lang, outcome, comment);
  sending = false;
  root.removeAttribute('aria-busy');
  if (answer === 'away') return away(() => void send(outcome, comment));
  // What was decided or moved meanwhile is told as the link stands now.
  settle('view' in answer ? answer : await look(token, lang), 'view' in answer ? '' : answer.detail);
}

function away(again: () => void): void {
  tell('bad', say('away'), say('awayText'), el('footer', {}, button(say('again'), 'go', again)));
}

function settle(answer: Answer, why = ''): void {
  if (answer === 'away') return away(() => void open());
  if (!('view' in answer)) return answer.code === 'link_unknown' || answer.code === 'malformed' ? tell('bad', say('unknown'), say('unknownText')) : tell('bad', answer.detail, '');
  const { view } = answer;
  switch (view.standing) {
    case 'open':
      // It was refused for a reason that has not gone away.
      return why === '' ? ask(view) : tell('bad', why, '', logIn(view), el('footer', {}, button(say('again'), 'plain', () => ask(view))));
    case 'log_in':
      return show(...head(view), el('section', { class: 'told quiet' }, el('h2', {}, say('narrow')), el('p', {}, say('narrowText'))), ...facts(view), logIn(view));
    case 'decided':
      return decided(view);
    case 'withdrawn':
      return tell('quiet', say('withdrawn'), say('withdrawnText'));
    case 'moved':
      return tell('quiet', say('moved'), view.other === '' ? say('movedNobody') : say('movedText', { other: view.other }));
    case 'ended':
      return tell('quiet', say('ended'), say('endedText', { at: at(view.ends_at) }), toTasks());
    case 'dead':
      return tell('bad', say('dead'), say('deadText'));
  }
}

const DONE: Record<string, Key> = { approve: 'doneApprove', reject: 'doneReject' };

function decided(view: View): void {
  const what = view.gist == null ? '' : `${view.gist.number} ${view.gist.title}`;
  const about = el('p', { class: 'what' }, what);
  if (view.other !== '') {
    const outcome = outcomeWord(lang, view.outcome);
    return tell('quiet', say('decidedBy', { other: view.other }), say('decidedByText', { outcome, at: at(view.done_at) }), about, logIn(view));
  }
  tell(view.outcome === 'reject' ? 'quiet' : 'good', say(DONE[view.outcome] ?? 'doneOther'), say('doneText', { person: view.person, at: at(view.done_at) }), about, logIn(view));
}

async function open(): Promise<void> {
  show(el('p', { class: 'wait', role: 'status' }, say('wait')));
  settle(await look(token, lang));
}

dress();
// Another link opened in the same window is another decision.
addEventListener('hashchange', () => location.reload());
void open();
