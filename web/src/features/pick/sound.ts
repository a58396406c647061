/** Noises of the station, made here: a high short one for right, a low long one for wrong. */
import type { Tone } from '@/features/pick/desk';
import { stored } from '@/lib/store';

export const muted = stored('shundan.pick.muted', false);

interface Note {
  hz: number;
  at: number;
  seconds: number;
  shape: OscillatorType;
  loud: number;
}

const note = (hz: number, at: number, seconds: number, shape: OscillatorType = 'sine', loud = 0.35): Note => ({ hz, at, seconds, shape, loud });

const TONES: Record<Tone, Note[]> = {
  right: [note(1568, 0, 0.09)],
  done: [note(1047, 0, 0.1), note(1319, 0.1, 0.1), note(1568, 0.2, 0.2)],
  ask: [note(784, 0, 0.09), note(784, 0.14, 0.09)],
  // Low and rough: heard through a warehouse and never taken for the other one.
  wrong: [note(147, 0, 0.28, 'sawtooth', 0.5), note(110, 0.3, 0.45, 'sawtooth', 0.5)],
};

const SHAKES: Partial<Record<Tone, number[]>> = { right: [40], done: [40, 60, 80], wrong: [250, 90, 250] };

let context: AudioContext | undefined;

export function play(tone: Tone): void {
  if (muted.get()) return;
  // Browsers that know vibration refuse it until somebody touched the page; that is no error.
  navigator.vibrate?.(SHAKES[tone] ?? []);
  context ??= new AudioContext();
  void context.resume();
  for (const { hz, at, seconds, shape, loud } of TONES[tone]) {
    const start = context.currentTime + at;
    const voice = context.createOscillator();
    const gain = context.createGain();
    voice.type = shape;
    voice.frequency.value = hz;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loud, start + 0.005);
    gain.gain.setValueAtTime(loud, start + seconds - 0.02);
    gain.gain.linearRampToValueAtTime(0, start + seconds);
    voice.connect(gain).connect(context.destination);
    voice.start(start);
    voice.stop(start + seconds);
  }
}
