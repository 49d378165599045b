import './keys.css';

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

const names: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Mod: isMac ? '⌘' : 'Ctrl',
  ' ': 'Space',
};

/** `Mod+k` as the caps one presses: Ctrl K. */
export function KeyCaps({ of }: { readonly of: string }) {
  return (
    <span className="caps">
      {of.split('+').map((key) => (
        <kbd key={key}>{names[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</kbd>
      ))}
    </span>
  );
}
