// A company of its own to look at: the demo on a fresh SQLite file, thrown away afterwards.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = process.env.SHUNDAN;
if (PROGRAM === undefined) throw new Error('SHUNDAN names the program to walk through');

/** Starts the demo company, with further options, and gives its address, once it answers. */
export async function start(more = []) {
  const folder = await mkdtemp(join(tmpdir(), 'shundan-demo-'));
  const options = ['--db', join(folder, 'demo.db'), 'demo', '--small', '--listen', '127.0.0.1:0', ...more];
  const child = spawn(PROGRAM, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  const address = await new Promise((found, failed) => {
    child.stdout.on('data', (text) => {
      told += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(told);
      if (address) found(address[0]);
    });
    child.on('exit', (code) => failed(new Error(`the program ended with ${code}:\n${told}`)));
  });
  const password = /Password: (\S+)/.exec(told)?.[1];
  const stop = async () => {
    child.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  };
  return { baseUrl: address, password, stop };
}
