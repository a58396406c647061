import { describe, expect, it } from 'vitest';
import { amountInWords } from './amountInWords';

describe('an amount in words', () => {
  it('is written as banks want it', () => {
    const said: [string, string][] = [
      ['0', '零元整'],
      ['0.05', '伍分'],
      ['0.5', '伍角整'],
      ['1', '壹元整'],
      ['10', '壹拾元整'],
      ['107.03', '壹佰零柒元零叁分'],
      ['1409.50', '壹仟肆佰零玖元伍角整'],
      ['6007.14', '陆仟零柒元壹角肆分'],
      ['16409.02', '壹万陆仟肆佰零玖元零贰分'],
      ['325.04', '叁佰贰拾伍元零肆分'],
      ['1680.32', '壹仟陆佰捌拾元叁角贰分'],
      ['107000.53', '壹拾万柒仟元伍角叁分'],
      ['100000010', '壹亿零壹拾元整'],
      ['100100000', '壹亿零壹拾万元整'],
      ['20005000.00', '贰仟万伍仟元整'],
      ['1000000001.01', '壹拾亿零壹元零壹分'],
      ['-12.3', '负壹拾贰元叁角整'],
    ];
    for (const [amount, words] of said) expect(amountInWords(amount), amount).toBe(words);
  });
  it('rounds to the cent, and says nothing of what is no amount', () => {
    expect(amountInWords('1.005')).toBe('壹元零壹分');
    expect(amountInWords('1,234')).toBe('壹仟贰佰叁拾肆元整');
    for (const wrong of ['', 'x', '12345678901234567']) expect(amountInWords(wrong), wrong).toBeNull();
  });
});
