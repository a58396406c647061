import { expect, it } from 'vitest';
import { valueOf } from './api';

it('a typed value is a number, a truth or a list when it reads as one, else text', () => {
  expect(['12.5', 'true', '["a"]', '"12"', 'zhang san', ''].map(valueOf)).toEqual([12.5, true, ['a'], '12', 'zhang san', '']);
});
