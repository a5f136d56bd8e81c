/** What can be done with the products that are chosen in the list: put into categories, taken out of others. */
import { Button, MultiSelect } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCategoryAct } from './category-data.ts';
import { categoryWords } from './category-words.ts';
import { useCategoryOptions } from './fields.tsx';

/** The most that one act takes. */
const MOST = 200;

type Props = { readonly chosen: readonly string[]; readonly onDone: () => void };

export function ArrangeButton({ chosen, onDone }: Props) {
  const t = useWords(categoryWords);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="xs" variant="white" onClick={() => setAsking(true)}>
        {t('arrange')}
      </Button>
      {asking && <ArrangeBox chosen={chosen} onDone={onDone} onClose={() => setAsking(false)} />}
    </>
  );
}

function ArrangeBox({
  chosen,
  onDone,
  onClose,
}: {
  chosen: readonly string[];
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useWords(categoryWords);
  const options = useCategoryOptions();
  const act = useCategoryAct();
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const run = async () => {
    let changed = 0;
    for (let i = 0; i < chosen.length; i += MOST) {
      const productIds = chosen.slice(i, i + MOST);
      changed += (await act.mutateAsync({ act: 'assign', productIds, add, remove })).changed ?? 0;
    }
    notifications.show({ message: t('arranged', { n: changed }), color: 'cresson' });
    onDone();
  };
  const without = (taken: readonly string[]) => options.filter((one) => !taken.includes(one.value));
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('arrangeTitle', { n: chosen.length })}
      verb={t('arrange')}
      disabled={add.length + remove.length === 0}
      run={run}
    >
      <div className="column">
        <MultiSelect label={t('add')} value={add} onChange={setAdd} data={without(remove)} searchable maxValues={20} />
        <MultiSelect
          label={t('takeOut')}
          value={remove}
          onChange={setRemove}
          data={without(add)}
          searchable
          maxValues={20}
        />
      </div>
    </Confirm>
  );
}
