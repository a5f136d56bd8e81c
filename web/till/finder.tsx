/** Finding: one field for articles, codes and customers, shelves, and tiles. All of it answers from the till's own memory. */
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react';
import { Camera } from './camera/camera.tsx';
import type { Customer } from './api.ts';
import type { Catalogue, Tile } from './catalogue.ts';
import { SCANNER_MS } from './keys.ts';
import { Hits } from './parts/hits.tsx';
import { SearchField } from './parts/search-field.tsx';
import { Shelves, Verbs } from './parts/shelves.tsx';
import type { Panel } from './parts/panels.tsx';
import { TileWhy } from './parts/tile-why.tsx';
import type { Pricing } from './price.ts';
import { stepThrough } from './steps.ts';
import { takeCode, useFinder, type Finding, type Takers } from './use-finder.ts';
import { useWords } from './words.ts';

export type FinderHandle = {
  readonly focus: () => void;
  readonly turn: (by: number) => void;
  readonly clear: () => void;
};
/** Typed alone into the field they act: a scanner's code that begins with one goes on at once, and is a code. */
export type Signs = Readonly<Record<'+' | '-' | '?', () => void>>;
type Props = Takers & {
  ref: Ref<FinderHandle>;
  hidden: boolean;
  catalogue: Catalogue;
  /** What tickets of nobody in particular are priced with. */
  pricing: Pricing;
  currency: string;
  panel: Panel | null;
  /** Whose ticket it is. */
  customer: Customer | null;
  signs: Signs;
  children: ReactNode;
  onPanel: (panel: Panel | null) => void;
  onPark: () => void;
};

export function Finder(props: Props) {
  const { ref, hidden, catalogue, pricing, currency, panel, onPanel, signs } = props;
  const field = useRef<HTMLInputElement>(null);
  const onCustomer: Takers['onCustomer'] = (customer) => {
    props.onCustomer(customer);
    // Found is what was looked for. The camera goes on looking.
    if (panel === 'customer') onPanel(null);
  };
  const taken = { ...props, onCustomer };
  const finding = useFinder(catalogue, taken, panel === 'customer');
  const { text, open, unknown } = finding;
  const focus = useCallback((): void => field.current?.focus({ preventScroll: true }), []);
  const andFocus = (work: () => void): void => {
    work();
    focus();
  };
  const { take } = finding;
  const onTake = useCallback(
    (tile: Tile): void => {
      take(tile);
      focus();
    },
    [take, focus],
  );
  useImperativeHandle(ref, () => ({ focus, turn: finding.turn, clear: finding.clear }));
  useEffect(() => {
    // A panel with a field of its own has the focus there.
    if (!hidden && panel !== 'pickups' && panel !== 'returns' && panel !== 'giftcard') focus();
  }, [hidden, panel, focus]);
  useEffect(() => {
    if (unknown !== undefined) field.current?.select();
  }, [unknown]);
  useSigns(text, signs, finding.clear);
  const read = useReading(catalogue, taken);
  const place = useSteps({ clears: text !== '' || open !== undefined, clear: () => andFocus(finding.clear), focus });
  return (
    <div className="finder" hidden={hidden} ref={place}>
      <SearchField
        {...{ field, text, panel }}
        onType={(next) => {
          finding.type(next);
          if (panel !== 'customer' && !(next in signs)) onPanel(null);
        }}
        onEnter={() => void finding.enter()}
        onClear={() => andFocus(finding.clear)}
        onCamera={() => onPanel(panel === 'camera' ? null : 'camera')}
      />
      <Shelves
        {...{ catalogue, open }}
        shelfId={finding.shelfId}
        searching={text !== ''}
        onClear={() => andFocus(finding.clear)}
        onShelf={(id) => {
          onPanel(null);
          andFocus(() => finding.toShelf(id));
        }}
      />
      <Found
        {...{ finding, catalogue, pricing, currency, panel, onTake, andFocus }}
        customer={props.customer}
        onCompany={(company) => (props.onCompany(company), finding.clear(), onPanel(null))}
        camera={panel === 'camera' && !hidden}
        onRead={read}
        onClose={() => onPanel(null)}
      >
        {props.children}
      </Found>
      <Verbs {...{ panel, onPanel }} onPark={props.onPark} />
    </div>
  );
}

/** What the camera does with a code: it goes where it belongs, and its name is said. */
function useReading(catalogue: Catalogue, to: Takers): (code: string) => Promise<string | undefined> {
  const { w, name } = useWords();
  return async (code) => {
    const what = await takeCode(code, catalogue, to);
    if (what === undefined || typeof what === 'string') return what && w(`camera.${what}`);
    return typeof what.name === 'string' ? what.name : name(what.name);
  };
}

type FoundProps = {
  finding: Finding;
  catalogue: Catalogue;
  pricing: Pricing;
  currency: string;
  panel: Panel | null;
  camera: boolean;
  children: ReactNode;
  onTake: (tile: Tile) => void;
  andFocus: (work: () => void) => void;
  customer: Customer | null;
  onCompany: Takers['onCompany'];
  onRead: (code: string) => Promise<string | undefined>;
  onClose: () => void;
};

/** What was found, or what has taken its place. */
function Found({
  finding,
  catalogue,
  pricing,
  currency,
  panel,
  camera,
  children,
  onTake,
  andFocus,
  customer,
  onCompany,
  onRead,
  onClose,
}: FoundProps) {
  const { w } = useWords();
  const [asked, ask] = useState<Tile>();
  const label = finding.text === '' ? w('shelf.nav') : w('search.results', { n: finding.found });
  return (
    <div className="found" role="region" aria-label={label} tabIndex={-1}>
      {camera && <Camera onCode={onRead} onClose={onClose} />}
      {(panel === null || panel === 'customer') && (
        <Hits
          {...{ finding, catalogue, currency, onTake, customer, onCompany }}
          onWhy={ask}
          customersOnly={panel === 'customer'}
          onCustomer={(customer) => andFocus(() => finding.takeCustomer(customer))}
        />
      )}
      {children}
      {asked && <TileWhy {...{ catalogue, pricing, currency }} tile={asked} onClose={() => ask(undefined)} />}
    </div>
  );
}

type Stepping = { clears: boolean; clear: () => void; focus: () => void };

/** Arrows go from the field to what was found and through it; Escape takes back what was typed. */
function useSteps(stepping: Stepping): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const step = useEffectEvent((event: KeyboardEvent) => {
    const { clears, clear, focus } = stepping;
    if (event.key === 'Escape' && clears) {
      event.preventDefault();
      clear();
    } else if (event.key.startsWith('Arrow') && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const found = place.current?.querySelector<HTMLElement>('.found');
      if (found && stepThrough(found, event.target as HTMLElement, event.key, focus)) event.preventDefault();
    }
  });
  useEffect(() => {
    const element = place.current;
    const listen = (event: KeyboardEvent): void => step(event);
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);
  return place;
}

/** A sign that stands alone a moment later was typed by a person. */
function useSigns(text: string, signs: Signs, clear: () => void): void {
  const act = useEffectEvent((sign: keyof Signs) => {
    clear();
    signs[sign]();
  });
  useEffect(() => {
    if (text !== '+' && text !== '-' && text !== '?') return;
    const timer = setTimeout(() => act(text), SCANNER_MS);
    return () => clearTimeout(timer);
  }, [text]);
}
