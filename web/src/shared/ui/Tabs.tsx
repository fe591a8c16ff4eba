import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";

/** Parts of one page. Give `children` for the panel of the chosen tab. */
export function Tabs<Id extends string>({
  label,
  tabs,
  value,
  onChange,
  children,
  className,
}: {
  label: string;
  tabs: { id: Id; label: ReactNode }[];
  value: Id;
  onChange: (id: Id) => void;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <AriaTabs selectedKey={value} onSelectionChange={(key) => onChange(String(key) as Id)} className={className}>
      <TabList aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            className="-mb-px flex h-9 shrink-0 cursor-default items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm text-fg-2 outline-none hover:text-fg data-[focus-visible]:rounded-chip data-[focus-visible]:outline-2 data-[focus-visible]:-outline-offset-2 data-[focus-visible]:outline-brand data-[selected]:border-brand data-[selected]:font-medium data-[selected]:text-brand-fg"
          >
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {/* A panel of its own for each tab: the tab names it by its id. */}
      <TabPanel
        key={value}
        id={value}
        className="min-h-0 flex-1 outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-brand"
      >
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
