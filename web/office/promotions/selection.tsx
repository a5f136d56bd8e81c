/** Articles chosen by what they are: found by name, shown by name, each with a button that takes it out. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../shell/lang.tsx';
import { useChoices, type Choice, type Selection, type Text } from './data.ts';
import { editorWords } from './editor-words.ts';

/** Names of traits that are known here, by trait. */
export type Known = Readonly<Record<string, Text>>;

const kinds = ['category', 'brand', 'tag', 'product', 'sku'] as const;

type PickProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly only?: Choice['kind'];
  readonly without: readonly string[];
  readonly onPick: (choice: Choice) => void;
};

/** A field that finds what articles can be chosen by. */
export function PickTrait({ label, placeholder, only, without, onPick }: PickProps) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed, 200);
  const found = (useChoices(q).data ?? []).filter(
    (one) => (only === undefined || one.kind === only) && !without.includes(one.trait),
  );
  const labelOf = (one: Choice): string =>
    one.note === null ? text(one.name) : `${text(one.name)} · ${text(one.note)}`;
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      searchable
      size="xs"
      value={null}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={t('nothing')}
      data={kinds
        .map((kind) => ({
          group: t(`trait.${kind}`),
          items: found.filter((one) => one.kind === kind).map((one) => ({ value: one.trait, label: labelOf(one) })),
        }))
        .filter((group) => group.items.length > 0)}
      onChange={(trait) => {
        const chosen = found.find((one) => one.trait === trait);
        if (chosen) onPick(chosen);
        setTyped('');
      }}
    />
  );
}

type ChipsProps = {
  readonly label: string;
  /** Said where nothing is chosen. */
  readonly none: string;
  readonly traits: readonly string[];
  readonly known: Known;
  readonly onChange: (traits: readonly string[]) => void;
  readonly learn: (choice: Choice) => void;
};

function Chips({ label, none, traits, known, onChange, learn }: ChipsProps) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const nameOf = (trait: string): string => text(known[trait]) || trait.slice(trait.indexOf(':') + 1);
  const kindOf = (trait: string) => kinds.find((kind) => trait.startsWith(`${kind}:`)) ?? 'sku';
  return (
    <div className="promo-choice" role="group" aria-label={label}>
      <span className="promo-label">{label}</span>
      <div className="promo-chips">
        {traits.length === 0 && <span className="promo-chip muted">{none}</span>}
        {traits.map((trait) => (
          <span key={trait} className="promo-chip">
            <span className="help">{t(`trait.${kindOf(trait)}`)}</span> {nameOf(trait)}
            <button
              type="button"
              aria-label={t('drop', { name: nameOf(trait) })}
              onClick={() => onChange(traits.filter((one) => one !== trait))}
            >
              <Icon name="x" size={12} />
            </button>
          </span>
        ))}
      </div>
      <PickTrait
        label={t('add', { to: label })}
        placeholder={t('addHint')}
        without={traits}
        onPick={(choice) => {
          learn(choice);
          onChange([...traits, choice.trait]);
        }}
      />
    </div>
  );
}

type SelectionProps = {
  readonly label: string;
  readonly value: Selection;
  readonly known: Known;
  readonly onChange: (value: Selection) => void;
  readonly learn: (choice: Choice) => void;
};

/** Those that are meant, and those that are not. */
export function SelectionFields({ label, value, known, onChange, learn }: SelectionProps) {
  const t = useWords(editorWords);
  return (
    <div className="promo-fields" data-wide>
      <Chips
        label={label}
        none={t('allArticles')}
        traits={value.anyOf}
        known={known}
        learn={learn}
        onChange={(anyOf) => onChange({ ...value, anyOf })}
      />
      <Chips
        label={t('except')}
        none={t('nothingExcept')}
        traits={value.noneOf}
        known={known}
        learn={learn}
        onChange={(noneOf) => onChange({ ...value, noneOf })}
      />
    </div>
  );
}
