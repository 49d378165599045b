import { KeyRegistry } from './registry.ts';

const switchedOff = 'countersign.keys';

/** The registry of this page. */
export const keys = new KeyRegistry();

const isTypingIn = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches(
      'textarea, select, input:not([type=checkbox], [type=radio], [type=button]), [role=textbox]',
    ) ||
    // a list that is open takes letters to find by
    target.closest('[role=listbox], [role=menu]') !== null);

/** Enter and Space on a link or button are its own. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('a, button, summary, label, input, [role=button], [role=menuitem], [role=option]') !== null;

/** Listens for keys until the page is left. Called once, by the frame. */
export function listenForKeys(): () => void {
  try {
    keys.switchSingleKeys(localStorage.getItem(switchedOff) !== 'off');
  } catch {
    // storage is refused: they are on
  }
  const listen = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || (event.repeat && event.key === 'Enter')) return;
    const { key, ctrlKey, metaKey, altKey } = event;
    if ((key === 'Enter' || key === ' ') && isPressable(event.target)) return;
    if (keys.press({ key, ctrlKey, metaKey, altKey, isTyping: isTypingIn(event.target) }))
      event.preventDefault();
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}

/** Switches single keys on or off for this browser. */
export function chooseSingleKeys(on: boolean): void {
  keys.switchSingleKeys(on);
  try {
    if (on) localStorage.removeItem(switchedOff);
    else localStorage.setItem(switchedOff, 'off');
  } catch {
    // it lasts as long as the page
  }
}
