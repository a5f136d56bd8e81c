/** Finding: one field for articles, codes and customers, shelves, and tiles. All of it answers from the till's own memory. */
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { Catalogue } from './catalogue.ts';
import { Icon } from './parts/icon.tsx';
import { SearchField } from './parts/search-field.tsx';
import { CustomerHits, Shelves, Verbs } from './parts/shelves.tsx';
import { TileButton } from './parts/tile.tsx';
import type { Panel } from './parts/panels.tsx';
import { useFinder, type Finding, type Takers } from './use-finder.ts';
import { useWords } from './words.ts';

export type FinderHandle = { focus: () => void };
type Props = Takers & {
  ref: Ref<FinderHandle>;
  hidden: boolean;
  catalogue: Catalogue;
  currency: string;
  panel: Panel | null;
  children: ReactNode;
  onPanel: (panel: Panel | null) => void;
  onPark: () => void;
};

export function Finder(props: Props) {
  const { ref, hidden, catalogue, currency, panel, onPanel } = props;
  const { w } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const finding = useFinder(catalogue, props);
  const { text, open, unknown } = finding;
  const focus = (): void => field.current?.focus({ preventScroll: true });
  const andFocus = (work: () => void): void => {
    work();
    focus();
  };
  useImperativeHandle(ref, () => ({ focus }));
  useEffect(() => {
    if (!hidden) focus();
  }, [hidden, panel]);
  useEffect(() => {
    if (unknown !== undefined) field.current?.select();
  }, [unknown]);
  const toShelf = (id: string | undefined): void => {
    onPanel(null);
    andFocus(() => finding.toShelf(id));
  };
  return (
    <div className="finder" hidden={hidden}>
      <SearchField
        {...{ field, text }}
        onType={(next) => {
          finding.type(next);
          onPanel(null);
        }}
        onEnter={() => void finding.enter()}
        onClear={() => andFocus(finding.clear)}
      />
      <Shelves
        {...{ catalogue, open }}
        shelfId={finding.shelfId}
        searching={text !== ''}
        onClear={() => andFocus(finding.clear)}
        onShelf={toShelf}
      />
      <div
        className="found"
        role="region"
        aria-label={text === '' ? w('shelf.nav') : w('search.results', { n: finding.found })}
        tabIndex={-1}
      >
        {panel === null ? <Hits {...{ finding, catalogue, currency, andFocus }} /> : props.children}
      </div>
      <Verbs {...{ panel, onPanel }} onPark={props.onPark} onCustomer={focus} />
    </div>
  );
}

type HitsProps = { finding: Finding; catalogue: Catalogue; currency: string; andFocus: (work: () => void) => void };

function Hits({ finding, catalogue, currency, andFocus }: HitsProps) {
  const { w, name } = useWords();
  const { text, tiles, found, customers, open, unknown, take, takeCustomer } = finding;
  const nothing = found === 0 && customers.length === 0 && unknown === undefined && text !== '';
  return (
    <>
      {unknown !== undefined && (
        <p className="notice" role="alert">
          <Icon name="alert" size={18} /> {w('search.unknown_code', { q: unknown })}
        </p>
      )}
      <CustomerHits customers={customers} onCustomer={(customer) => andFocus(() => takeCustomer(customer))} />
      <div
        className="tiles"
        role="group"
        {...(open ? { 'aria-label': w('shelf.variants', { name: name(open.name) }) } : {})}
      >
        {tiles.map((tile) => (
          <TileButton
            key={tile.face.skuId}
            {...{ tile, catalogue, currency }}
            variant={open !== undefined}
            onTake={() => andFocus(() => take(tile))}
          />
        ))}
      </div>
      {found > tiles.length && !open && (
        <p className="muted more">{w('search.too_many', { n: found - tiles.length })}</p>
      )}
      {nothing && (
        <div className="nothing">
          <b>{w('search.nothing', { q: text })}</b>
          <span>{w('search.nothing_help')}</span>
        </div>
      )}
    </>
  );
}
