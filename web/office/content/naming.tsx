/** The names of a definition in both languages, and its code. */
import { TextInput } from '@mantine/core';
import type { Text } from '../products/data.ts';
import { useWords } from '../shell/lang.tsx';
import { definitionWords } from './definition-words.ts';

export function Names({ name, set }: { name: Text; set: (name: Text) => void }) {
  const t = useWords(definitionWords);
  return (
    <>
      <TextInput
        label={t('nameFr')}
        lang="fr"
        required
        maxLength={200}
        value={name.fr}
        onChange={(event) => set({ ...name, fr: event.currentTarget.value })}
      />
      <TextInput
        label={t('nameEn')}
        lang="en"
        maxLength={200}
        placeholder={name.fr}
        value={name.en}
        onChange={(event) => set({ ...name, en: event.currentTarget.value })}
      />
    </>
  );
}

type CodeProps = { readonly code: string; readonly isNew: boolean; readonly set: (code: string) => void };

/** A code is chosen once. */
export function CodeField({ code, isNew, set }: CodeProps) {
  const t = useWords(definitionWords);
  return (
    <TextInput
      label={t('code')}
      description={t('codeHint')}
      required
      pattern="[a-z][a-z0-9_]{0,39}"
      disabled={!isNew}
      value={code}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
