/** Language and appearance. */
import { ActionIcon, Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { Icon } from '../parts/icon.tsx';
import { common } from '../words/common.ts';
import { useLang, useWords } from './lang.tsx';

/** French or English. */
export function LangSwitch() {
  const t = useWords(common);
  const { lang, setLang } = useLang();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('lang.label')}
      value={lang}
      onChange={(value) => setLang(value === 'en' ? 'en' : 'fr')}
      data={[
        { value: 'fr', label: 'FR' },
        { value: 'en', label: 'EN' },
      ]}
    />
  );
}

/** Light, dark, or as the device. */
export function ThemeSwitch() {
  const t = useWords(common);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('theme.label')} size={30}>
          <svg width={20} height={20} viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
            <circle cx={10} cy={10} r={6.7} strokeWidth={1.6} />
            <path d="M10 3.3a6.7 6.7 0 0 1 0 13.4Z" fill="currentColor" stroke="none" />
          </svg>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(['light', 'dark', 'auto'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? <Icon name="check" size={16} /> : undefined}
          >
            {t(`theme.${scheme}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
