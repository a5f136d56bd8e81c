/** The catalogue as a file: in which format, as CSV or a spreadsheet, and what such a file cannot say. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { exportAddress, fileFormats, useLosses, type FileFormat } from './data.ts';
import { fileWords } from './file-words.ts';

export function ExportPanel() {
  const t = useWords(fileWords);
  const { number } = useFormat();
  const [format, setFormat] = useState<FileFormat>('halle');
  const [as, setAs] = useState<'csv' | 'xlsx'>('xlsx');
  const losses = useLosses(format, as);
  return (
    <Panel title={t('exportTitle')}>
      <div className="column fields">
        <NativeSelect
          label={t('exportFormat')}
          value={format}
          onChange={(event) => setFormat(event.currentTarget.value as FileFormat)}
          data={fileFormats.map((value) => ({ value, label: t(value) }))}
        />
        <SegmentedControl
          aria-label={t('as')}
          value={as}
          onChange={(value) => setAs(value === 'csv' ? 'csv' : 'xlsx')}
          data={[
            { value: 'xlsx', label: t('xlsx') },
            { value: 'csv', label: t('csv') },
          ]}
        />
        {losses.isError && <ErrorBox error={losses.error} />}
        {losses.data?.length === 0 && <p className="muted">{t('lossless')}</p>}
        {losses.data && losses.data.length > 0 && (
          <div>
            <p className="muted">{t('losses')}</p>
            <ul className="losses">
              {losses.data.map(({ rule, products, example }) => (
                <li key={rule}>
                  {t(`loss_${rule}`)}{' '}
                  <span className="help">{t('inProducts', { n: products, count: number(products), example })}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div>
          <Button
            component="a"
            href={exportAddress(format, as)}
            download
            variant="default"
            leftSection={<Icon name="download" size={16} />}
          >
            {t('download')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
