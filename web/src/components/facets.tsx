import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { number } from '../text/format.ts';
import { t } from '../text/pieces.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import './facets.css';
import './popover.css';

export interface Facet {
  readonly id: string;
  readonly label: string;
  readonly options: readonly { readonly id: string; readonly label: string; readonly count?: number }[];
}

/** What is filtered by: facet to chosen options. A facet without one filters nothing. */
export type Filters = Readonly<Record<string, readonly string[]>>;

/** Filters of a list: a menu for each facet, with the number behind each option, and what is chosen as chips. */
export function Facets({
  facets,
  filters,
  onChange,
}: {
  readonly facets: readonly Facet[];
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}) {
  const chosen = facets.flatMap((facet) =>
    (filters[facet.id] ?? []).map((option) => ({
      facet: facet.id,
      option,
      label: facet.options.find((each) => each.id === option)?.label ?? option,
    })),
  );
  const without = (facet: string, option: string): Filters => ({
    ...filters,
    [facet]: (filters[facet] ?? []).filter((each) => each !== option),
  });
  return (
    <div className="facets">
      {facets.map((facet) => (
        <FacetMenu
          key={facet.id}
          facet={facet}
          chosen={filters[facet.id] ?? []}
          onChange={(options) => onChange({ ...filters, [facet.id]: options })}
        />
      ))}
      {chosen.map(({ facet, option, label }) => (
        <button
          key={`${facet}/${option}`}
          type="button"
          className="chip"
          aria-label={t('removeFilter', { what: label })}
          onClick={() => onChange(without(facet, option))}
        >
          {label}
          <Icon name="cross" small />
        </button>
      ))}
      {chosen.length === 0 ? null : (
        <Button look="bare" onPress={() => onChange({})}>
          {t('clearFilters')}
        </Button>
      )}
    </div>
  );
}

function FacetMenu({
  facet,
  chosen,
  onChange,
}: {
  readonly facet: Facet;
  readonly chosen: readonly string[];
  readonly onChange: (options: readonly string[]) => void;
}) {
  return (
    <MenuTrigger>
      <Button>
        {facet.label}
        <Icon name="down" small />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Menu
          className="menu"
          aria-label={facet.label}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(keys) =>
            onChange(keys === 'all' ? facet.options.map((each) => each.id) : [...keys].map(String))
          }
        >
          {facet.options.map(({ id, label, count }) => (
            <MenuItem key={id} id={id} className="option checkable" textValue={label}>
              <i className="tick" />
              <span>{label}</span>
              {count === undefined ? null : <small className="num">{number(count)}</small>}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
