import { describe, expect, it } from 'vitest';
import { KeyRegistry, nameOf, type Shortcut } from './registry.ts';

const press = (key: string, more: Partial<Parameters<typeof nameOf>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isTyping: false,
  ...more,
});
const ran: string[] = [];
const shortcut = (keys: string[], label: string, more: Partial<Shortcut> = {}): (() => Shortcut) => {
  const value = { keys, label, group: 'g', run: () => void ran.push(label), ...more };
  return () => value;
};

describe('keys', () => {
  it('run what was registered for them, the later of two', () => {
    ran.length = 0;
    const keys = new KeyRegistry();
    keys.add(shortcut(['j', 'ArrowDown'], 'frame'));
    const remove = keys.add(shortcut(['j'], 'screen'));
    expect(keys.press(press('J'))).toBe(true);
    expect(keys.press(press('ArrowDown'))).toBe(true);
    remove();
    expect(keys.press(press('j'))).toBe(true);
    expect(keys.press(press('q'))).toBe(false);
    expect(ran).toEqual(['screen', 'frame', 'frame']);
  });

  it('do nothing while somebody types, but for those that always work', () => {
    ran.length = 0;
    const keys = new KeyRegistry();
    keys.add(shortcut(['a'], 'accept'));
    keys.add(shortcut(['Mod+k'], 'palette', { always: true }));
    expect(keys.press(press('a', { isTyping: true }))).toBe(false);
    expect(keys.press(press('k', { isTyping: true, ctrlKey: true }))).toBe(true);
    expect(ran).toEqual(['palette']);
  });

  it('can be switched off, but for those that always work', () => {
    ran.length = 0;
    const keys = new KeyRegistry();
    keys.add(shortcut(['a'], 'accept'));
    keys.add(shortcut(['Mod+k'], 'palette', { always: true }));
    keys.switchSingleKeys(false);
    expect(keys.press(press('a'))).toBe(false);
    expect(keys.press(press('k', { metaKey: true }))).toBe(true);
    expect(ran).toEqual(['palette']);
  });

  it('of the page are asleep while a dialog is open', () => {
    ran.length = 0;
    const keys = new KeyRegistry();
    keys.add(shortcut(['s'], 'sign'));
    const scope = keys.nameScope();
    const close = keys.openScope(scope);
    keys.add(shortcut(['y'], 'yes'), scope);
    expect(keys.press(press('s'))).toBe(false);
    expect(keys.press(press('y'))).toBe(true);
    close();
    expect(keys.press(press('s'))).toBe(true);
    expect(keys.press(press('y'))).toBe(false);
    expect(ran).toEqual(['yes', 'sign']);
  });

  it('leave the browser’s own combinations alone', () => {
    expect(nameOf(press('k', { altKey: true }))).toBeUndefined();
    expect(nameOf(press('r', { ctrlKey: true }))).toBe('Mod+r');
    expect(nameOf(press('?'))).toBe('?');
  });
});
