import { useMemo, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type Action, printed, useRegistry } from "@/shared/actions";
import { Kbd } from "@/shared/ui";
import { useFound } from "./found";

const RECENT = "pytake.recentActions";
const MOST_RECENT = 5;

function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function remember(id: string): void {
  localStorage.setItem(RECENT, JSON.stringify([id, ...recent().filter((r) => r !== id)].slice(0, MOST_RECENT)));
}

/** Everything that can be done and found, behind one line of text. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { contains } = useFilter({ sensitivity: "base" });
  const actions = useRegistry((s) => s.actions);
  const [typed, setTyped] = useState("");
  const { found, looking } = useFound(typed);
  const shown = useMemo(() => [...actions.values()].filter((a) => !a.hidden), [actions]);
  const groups = useMemo(() => {
    const at = recent();
    const late = typed ? [] : at.map((id) => shown.find((a) => a.id === id)).filter((a) => a !== undefined);
    const named = new Map<string, Action[]>();
    if (late.length > 0)
      named.set(
        t(($) => $.palette.recent),
        late,
      );
    for (const action of shown) {
      if (late.includes(action)) continue;
      named.set(action.group, [...(named.get(action.group) ?? []), action]);
    }
    for (const action of found) named.set(action.group, [...(named.get(action.group) ?? []), action]);
    return [...named].map(([id, items]) => ({ id, items }));
  }, [shown, found, typed, t]);
  const run = (id: string) => {
    const action = actions.get(id) ?? found.find((f) => f.id === id);
    onClose();
    if (!action) return;
    if (actions.has(id)) remember(id);
    action.run();
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="fixed inset-0 z-50 bg-veil"
    >
      <Modal className="mx-auto mt-[12vh] w-[580px] max-w-[94vw] outline-none">
        <Dialog
          aria-label={t(($) => $.palette.title)}
          className="overflow-hidden rounded-dialog border border-line bg-surface shadow-e3 outline-none"
        >
          <Autocomplete
            inputValue={typed}
            onInputChange={setTyped}
            // What the server found already fits what was typed.
            filter={(text, input, node) => String(node?.key ?? "").startsWith("found:") || contains(text, input)}
          >
            <SearchField aria-label={t(($) => $.palette.search)} autoFocus className="border-b border-line">
              <Input
                placeholder={t(($) => $.palette.search)}
                className="h-13 w-full bg-transparent px-5 text-lg text-fg outline-none [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            <ListBox
              aria-label={t(($) => $.palette.title)}
              items={groups}
              onAction={(key) => run(String(key))}
              className="max-h-[50vh] overflow-auto p-2 outline-none"
              renderEmptyState={() => (
                <p className="px-3 py-6 text-center text-sm text-fg-3">
                  {t(($) => (looking ? $.loading : $.palette.nothing))}
                </p>
              )}
            >
              {(group) => (
                <ListBoxSection id={group.id}>
                  <Header className="px-3 pb-1 pt-2 text-2xs font-semibold uppercase tracking-wide text-fg-3">
                    {group.id}
                  </Header>
                  {group.items.map((action) => (
                    <ListBoxItem
                      key={action.id}
                      id={action.id}
                      textValue={action.label}
                      className="flex h-10 cursor-default items-center gap-2.5 rounded-control px-3 text-base text-fg outline-none data-[focused]:bg-brand-soft data-[focused]:text-brand-fg [&_svg]:size-4"
                    >
                      {action.icon}
                      <span className="min-w-0 flex-1 truncate">{action.label}</span>
                      {action.keys && <Kbd>{printed(action.keys)}</Kbd>}
                    </ListBoxItem>
                  ))}
                </ListBoxSection>
              )}
            </ListBox>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
