/** On which articles, for whom and where, when, on what terms, and how it stands beside others. */
import { Checkbox, MultiSelect, Radio, TextInput } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { useChannels, useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useCan } from '../shell/session.tsx';
import { useCompanyNames, useGroups } from '../companies/data.ts';
import { useWords } from '../shell/lang.tsx';
import { editorWords } from './editor-words.ts';
import { isPriceKind } from './form.ts';
import { NumberField, type FieldsProps } from './kinds.tsx';
import { SelectionFields } from './selection.tsx';

export function TermsPanels(props: FieldsProps) {
  const isPrice = isPriceKind(props.form.kind);
  return (
    <>
      <ScopePanel {...props} />
      <AudiencePanel {...props} />
      <WhenPanel {...props} />
      {!isPrice && <ConditionsPanel {...props} />}
      <OrderPanel {...props} />
      <NamePanel {...props} />
    </>
  );
}

function ScopePanel({ form, set, known, learn }: FieldsProps) {
  const t = useWords(editorWords);
  return (
    <Panel title={t('scope')} note={t('scopeHint')}>
      <SelectionFields label={t('chosen')} value={form.of} known={known} learn={learn} onChange={(of) => set({ of })} />
    </Panel>
  );
}

function AudiencePanel({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const channels = useChannels();
  const sites = useSites();
  return (
    <Panel title={t('audience')}>
      <div className="promo-fields" data-wide>
        <MultiSelect
          label={t('channels')}
          description={t('channelsHint')}
          placeholder={form.channelIds === null ? t('channelsAll') : ''}
          searchable
          clearable
          value={[...(form.channelIds ?? [])]}
          onChange={(ids) => set({ channelIds: ids.length === 0 ? null : ids })}
          data={channels.items.map((one) => ({ value: one.channelId, label: text(one.name) }))}
          error={wrong.has('channels') && t('chooseOne')}
        />
        {!isPriceKind(form.kind) && (
          <MultiSelect
            label={t('sites')}
            description={t('sitesHint')}
            placeholder={form.siteIds === null ? t('sitesAll') : ''}
            searchable
            clearable
            value={[...(form.siteIds ?? [])]}
            onChange={(ids) => set({ siteIds: ids.length === 0 ? null : ids })}
            data={sites.items
              .filter((one) => one.kind === 'store')
              .map((one) => ({ value: one.siteId, label: one.name }))}
            error={wrong.has('sites') && t('chooseOne')}
          />
        )}
        {!isPriceKind(form.kind) && <BuyersField form={form} set={set} />}
      </div>
    </Panel>
  );
}

/** Groups and companies; a price for some is a price list. */
function BuyersField({ form, set }: Pick<FieldsProps, 'form' | 'set'>) {
  const t = useWords(editorWords);
  const { text } = useFormat();
  const mayRead = useCan('customers.read');
  const groups = useGroups(mayRead).data ?? [];
  const companies = useCompanyNames(mayRead).data ?? [];
  return (
    <MultiSelect
      label={t('buyers')}
      description={t('buyersHint')}
      placeholder={form.buyers === null ? t('buyersAll') : ''}
      searchable
      clearable
      value={[...(form.buyers ?? [])]}
      onChange={(traits) => set({ buyers: traits.length === 0 ? null : traits })}
      data={[
        { group: t('groups'), items: groups.map((one) => ({ value: `group:${one.groupId}`, label: text(one.names) })) },
        {
          group: t('companies'),
          items: companies.map((one) => ({ value: `company:${one.companyId}`, label: one.name })),
        },
      ]}
    />
  );
}

const week = [1, 2, 3, 4, 5, 6, 7];

/** `lun.`, by ISO day: 2024 began on a Monday. */
const dayName = (lang: string, day: number): string =>
  new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));

function WhenPanel({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  return (
    <Panel title={t('when')}>
      <div className="column fields-tight">
        <div className="promo-fields">
          <TextInput
            type="datetime-local"
            label={t('from')}
            description="&nbsp;"
            value={form.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
            error={wrong.has('from') && t('badUntil')}
          />
          <TextInput
            type="datetime-local"
            label={t('until')}
            description={t('untilHint')}
            value={form.until}
            onChange={(event) => set({ until: event.currentTarget.value })}
            error={wrong.has('until') && t('badUntil')}
          />
        </div>
        {!isPriceKind(form.kind) && (
          <Checkbox
            label={t('hours')}
            checked={form.hours}
            onChange={(event) => set({ hours: event.currentTarget.checked })}
          />
        )}
        {form.hours && !isPriceKind(form.kind) && <HourFields form={form} set={set} wrong={wrong} />}
      </div>
    </Panel>
  );
}

function HourFields({ form, set, wrong }: Pick<FieldsProps, 'form' | 'set' | 'wrong'>) {
  const t = useWords(editorWords);
  const { lang } = useFormat();
  return (
    <>
      <Checkbox.Group
        label={t('daysOf')}
        value={form.days.map(String)}
        onChange={(days) => set({ days: days.map(Number) })}
        error={wrong.has('hours') && t('badHours')}
      >
        <div className="choices">
          {week.map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName(lang, day)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className="promo-fields">
        <TextInput
          type="time"
          label={t('hoursFrom')}
          value={form.hoursFrom}
          onChange={(event) => set({ hoursFrom: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t('hoursUntil')}
          value={form.hoursUntil}
          onChange={(event) => set({ hoursUntil: event.currentTarget.value })}
        />
      </div>
      <p className="help">{t('hoursHint')}</p>
    </>
  );
}

function ConditionsPanel({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  const count = (field: string): string | false => wrong.has(field) && t('badCount');
  return (
    <Panel title={t('conditions')}>
      <div className="column fields-tight">
        <Checkbox
          label={t('coded')}
          description={t('codedHint')}
          checked={form.coded}
          onChange={(event) => set({ coded: event.currentTarget.checked })}
        />
        <div className="promo-fields">
          <NumberField
            label={`${t('minimum')} (${form.currency})`}
            hint={t('minimumHint')}
            value={form.minimum}
            onChange={(minimum) => set({ minimum })}
            error={wrong.has('minimum') && t('badAmount')}
          />
          <NumberField
            label={t('minimumUnits')}
            hint="&nbsp;"
            value={form.minimumUnits}
            onChange={(minimumUnits) => set({ minimumUnits })}
            error={count('minimumUnits')}
          />
        </div>
        <div className="promo-fields">
          <NumberField
            label={t('maxUses')}
            value={form.maxUses}
            onChange={(maxUses) => set({ maxUses })}
            error={count('maxUses')}
          />
          <NumberField
            label={t('maxEach')}
            value={form.maxEach}
            onChange={(maxEach) => set({ maxEach })}
            error={count('maxEach')}
          />
          <NumberField
            label={`${t('budget')} (${form.currency})`}
            value={form.budget}
            onChange={(budget) => set({ budget })}
            error={wrong.has('budget') && t('badAmount')}
          />
        </div>
        <p className="help">{t('limitsHint')}</p>
      </div>
    </Panel>
  );
}

function OrderPanel({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  return (
    <Panel title={t('order')}>
      <div className="column fields-tight">
        <Radio.Group
          label={t('stacks')}
          value={form.stacks}
          onChange={(value) => set({ stacks: value === 'line' || value === 'basket' ? value : 'all' })}
        >
          <div className="column promo-radios">
            {(['all', 'line', 'basket'] as const).map((value) => (
              <Radio key={value} value={value} label={t(`stacks.${value}`)} />
            ))}
          </div>
        </Radio.Group>
        <div className="promo-fields">
          <NumberField
            label={t('priority')}
            hint={t('priorityHint')}
            value={form.priority}
            onChange={(priority) => set({ priority })}
            error={wrong.has('priority') && t('badCount')}
          />
          <TextInput
            label={t('set')}
            description={t('setHint')}
            value={form.set}
            onChange={(event) => set({ set: event.currentTarget.value.toLowerCase() })}
            error={wrong.has('set') && t('badSet')}
            maxLength={40}
          />
        </div>
      </div>
    </Panel>
  );
}

function NamePanel({ form, set, wrong }: FieldsProps) {
  const t = useWords(editorWords);
  return (
    <Panel title={t('naming')} note={t('nameHint')}>
      <div className="promo-fields">
        <TextInput
          label={t('nameFr')}
          value={form.nameFr}
          onChange={(event) => set({ nameFr: event.currentTarget.value })}
          maxLength={120}
          error={wrong.has('name') && t('badName')}
        />
        <TextInput
          label={t('nameEn')}
          value={form.nameEn}
          onChange={(event) => set({ nameEn: event.currentTarget.value })}
          maxLength={120}
        />
      </div>
    </Panel>
  );
}
