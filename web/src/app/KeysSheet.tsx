import { useTranslation } from "react-i18next";
import { type Action, printed, useRegistry } from "@/shared/actions";
import { Dialog, Kbd } from "@/shared/ui";

/** Every shortcut that works here and now. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const actions = useRegistry((s) => s.actions);
  const groups = new Map<string, Action[]>();
  for (const action of actions.values())
    if (action.keys) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return (
    <Dialog open onClose={onClose} title={t(($) => $.keys.title)} wide>
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {[...groups].map(([group, items]) => (
          <section key={group}>
            <h3 className="mb-1.5 text-xs font-semibold uppercase tracking-wide text-fg-3">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 text-sm">
              {items.map((action) => (
                <div key={action.id} className="contents">
                  <dt className="text-fg">{action.label}</dt>
                  <dd>
                    <Kbd>{printed(action.keys ?? "")}</Kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
