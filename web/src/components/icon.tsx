import { iconPaths } from './icon-paths.ts';

export type IconName = keyof typeof iconPaths;

/** An icon beside a word. It says nothing by itself: it is hidden from screen readers. */
export function Icon({ name, small = false }: { readonly name: IconName; readonly small?: boolean }) {
  return (
    <svg className={small ? 'i small' : 'i'} viewBox="0 0 16 16" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  );
}
