// A mail server for the journeys: takes every letter (SMTP, RFC 5321) and unpacks what it says.
import { createServer } from 'node:net';

/** What stands behind a header, encoded words (RFC 2047) unpacked. */
function header(head, name) {
  const lines = new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(head)?.[1] ?? '';
  const plain = lines.replace(/\r\n[ \t]+/g, ' ').replace(/\?=\s+=\?/g, '?==?');
  return plain.replace(/=\?utf-8\?b\?(.*?)\?=/gi, (_, packed) => Buffer.from(packed, 'base64').toString('utf8'));
}

/** The part of a kind, unpacked. */
function part(raw, kind) {
  const after = raw.split(`Content-Type: ${kind}`)[1] ?? '';
  const cut = after.indexOf('\r\n\r\n');
  const [head, body] = [after.slice(0, cut), after.slice(cut + 4).split('\r\n--')[0]];
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function unpacked(to, raw) {
  const head = raw.split('\r\n\r\n')[0];
  const text = part(raw, 'text/plain');
  return { to, subject: header(head, 'Subject'), text, html: part(raw, 'text/html'), link: /https?:\/\/\S+\/a#\S+/.exec(text)?.[0] };
}

function speak(socket, letters) {
  let [held, to, inLetter] = ['', '', false];
  const say = (line) => socket.write(`${line}\r\n`);
  const hear = (line) => {
    const word = line.split(/[ :]/)[0].toUpperCase();
    if (word === 'RCPT') to = /<(.*?)>/.exec(line)?.[1] ?? '';
    if (word === 'EHLO') return say('250-postbox\r\n250 8BITMIME');
    if (word === 'DATA') inLetter = true;
    if (word === 'QUIT') return socket.end('221 goodbye\r\n');
    return say(inLetter ? '354 go on' : '250 fine');
  };
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  socket.on('data', (text) => {
    held += text;
    for (;;) {
      const end = held.indexOf(inLetter ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const said = held.slice(0, end);
      held = held.slice(end + (inLetter ? 5 : 2));
      if (inLetter) {
        inLetter = false;
        letters.push(unpacked(to, Buffer.from(said, 'latin1').toString('utf8')));
        say('250 taken');
      } else hear(said);
    }
  });
  say('220 postbox');
}

/** Listens on any port of this machine; `letterTo` waits for one that somebody got. */
export async function openPostbox() {
  const letters = [];
  const server = createServer((socket) => speak(socket, letters));
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const letterTo = async (address, about, { longestMs = 20_000 } = {}) => {
    const end = Date.now() + longestMs;
    for (;;) {
      const found = letters.find(({ to, subject }) => to === address && subject.includes(about));
      if (found) return found;
      if (Date.now() > end) throw new Error(`no letter about ${about} came to ${address}; there are ${letters.length}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };
  return { port: server.address().port, letters, letterTo, close: () => server.close() };
}
