/** What the forms of settings share: the verdict of a saving, the verbs, an address. */
import { Button, TextInput } from '@mantine/core';
import { sentenceOf } from '../parts/failed.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Address } from './data.ts';
import { settingsWords } from './words.ts';
import { isConflict } from './write.ts';

/** Why a saving was refused, in place. */
export function Refused({ error }: { error: unknown }) {
  const t = useWords(settingsWords);
  const c = useWords(common);
  if (!error) return null;
  return (
    <p className="bad" role="alert">
      {isConflict(error) ? t('conflict') : sentenceOf(error, c('error.network'))}
    </p>
  );
}

type VerbsProps = {
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onCancel?: (() => void) | undefined;
  readonly label?: string;
};

export function Verbs({ busy, disabled = false, onCancel, label }: VerbsProps) {
  const t = useWords(settingsWords);
  return (
    <div className="confirm-verbs">
      {onCancel && (
        <Button variant="default" onClick={onCancel}>
          {t('cancel')}
        </Button>
      )}
      <Button type="submit" loading={busy} disabled={disabled}>
        {label ?? t('save')}
      </Button>
    </div>
  );
}

type AddressProps = {
  readonly value: Address;
  readonly onChange: (next: Address) => void;
  readonly readOnly: boolean;
};

export function AddressFields({ value, onChange, readOnly }: AddressProps) {
  const t = useWords(settingsWords);
  const { line2: _line2, ...withoutLine2 } = value;
  return (
    <>
      <TextInput
        label={t('line1')}
        value={value.line1}
        onChange={(event) => onChange({ ...value, line1: event.currentTarget.value })}
        required
        maxLength={120}
        readOnly={readOnly}
      />
      <TextInput
        label={t('line2')}
        value={value.line2 ?? ''}
        onChange={(event) => {
          const line2 = event.currentTarget.value;
          onChange(line2 === '' ? withoutLine2 : { ...value, line2 });
        }}
        maxLength={120}
        readOnly={readOnly}
      />
      <TextInput
        label={t('postcode')}
        value={value.postcode}
        onChange={(event) => onChange({ ...value, postcode: event.currentTarget.value })}
        required
        maxLength={12}
        readOnly={readOnly}
      />
      <TextInput
        label={t('city')}
        value={value.city}
        onChange={(event) => onChange({ ...value, city: event.currentTarget.value })}
        required
        maxLength={80}
        readOnly={readOnly}
      />
    </>
  );
}
