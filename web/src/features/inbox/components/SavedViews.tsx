import { useQuery } from "@tanstack/react-query";
import { MoreHorizontal, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, newKey, ok, once, queryClient, type Schema, useMay, useSession } from "@/shared/api";
import { Button, Checkbox, Confirm, Dialog, Field, IconButton, type Item, Menu, toast } from "@/shared/ui";
import { viewsOptions } from "../api";
import type { View } from "../model";
import { filtersOf, viewOf } from "../views";

type Saved = Schema<"SavedViewOut">;
type Change = Schema<"SavedViewChangeIn">;

/** Does something to the saved views, and reads them again. */
async function doing(deed: Promise<unknown>): Promise<boolean> {
  try {
    await deed;
    await queryClient.invalidateQueries({ queryKey: keys.views() });
    return true;
  } catch (error) {
    toast.failed(error);
    return false;
  }
}

const change = (id: string, body: Change) =>
  doing(ok(api.PUT("/api/v1/saved-views/{view_id}", { params: { path: { view_id: id } }, body })));

/** Views under a name: taken up, renamed, filled with what is chosen now, put in order, let go. */
export function SavedViews({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation("inbox");
  const views = useQuery(viewsOptions);
  const me = useSession((s) => s.me?.user?.id);
  const mayShare = useMay("manage:routing");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const [renaming, setRenaming] = useState<Saved | null>(null);
  const [removing, setRemoving] = useState<Saved | null>(null);
  const all = views.data?.data ?? [];
  const save = async () => {
    const body = { name, filters: filtersOf(view), shared };
    if (await doing(ok(api.POST("/api/v1/saved-views", { body, headers: once(newKey()) })))) setName("");
  };
  const items = (saved: Saved): Item[] => {
    const kin = all.filter((other) => other.shared === saved.shared);
    const at = kin.indexOf(saved);
    return [
      { id: "rename", label: t(($) => $.views.rename), run: () => setRenaming(saved) },
      {
        id: "update",
        label: t(($) => $.views.update),
        run: () =>
          void change(saved.id, { filters: filtersOf(view) }).then(
            (done) => done && toast.done(t(($) => $.views.updated, { name: saved.name })),
          ),
      },
      {
        id: "up",
        label: t(($) => $.views.up),
        disabled: at === 0,
        run: () => void change(saved.id, { place: at - 1 }),
      },
      {
        id: "down",
        label: t(($) => $.views.down),
        disabled: at === kin.length - 1,
        run: () => void change(saved.id, { place: at + 1 }),
      },
      "line",
      { id: "remove", label: t(($) => $.views.remove), danger: true, run: () => setRemoving(saved) },
    ];
  };
  return (
    <div className="flex flex-col gap-3">
      {all.length > 0 && (
        <section aria-labelledby="saved-views">
          <h2 id="saved-views" className="mb-1 text-sm font-medium text-fg">
            {t(($) => $.filter.view)}
          </h2>
          <ul>
            {all.map((saved) => (
              <li key={saved.id} className="flex items-center gap-1">
                <button
                  type="button"
                  onClick={() => onView(viewOf(saved.filters))}
                  className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left text-sm text-fg hover:bg-surface-2"
                >
                  <span className="truncate">{saved.name}</span>
                  {saved.shared && (
                    <Users className="size-3.5 shrink-0 text-fg-3" aria-label={t(($) => $.views.shared)} />
                  )}
                </button>
                {(!saved.shared || saved.owner_id === me || mayShare) && (
                  <Menu label={t(($) => $.views.menu, { name: saved.name })} items={items(saved)}>
                    <IconButton label={t(($) => $.views.menu, { name: saved.name })}>
                      <MoreHorizontal aria-hidden />
                    </IconButton>
                  </Menu>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <form
        className="flex flex-col gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) void save();
        }}
      >
        <div className="flex items-end gap-2">
          <Field label={t(($) => $.filter.saveAs)} value={name} onChange={setName} maxLength={80} className="flex-1" />
          <Button type="submit" size="form" isDisabled={!name.trim()}>
            {t(($) => $.filter.save)}
          </Button>
        </div>
        {mayShare && (
          <Checkbox checked={shared} onChange={setShared}>
            {t(($) => $.views.share)}
          </Checkbox>
        )}
      </form>
      {renaming && <Rename saved={renaming} onClose={() => setRenaming(null)} />}
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={t(($) => $.views.removeTitle, { name: removing?.name ?? "" })}
        action={t(($) => $.views.remove)}
        onConfirm={() => {
          if (removing)
            void doing(
              ok(api.DELETE("/api/v1/saved-views/{view_id}", { params: { path: { view_id: removing.id } } })),
            ).then(() => setRemoving(null));
        }}
      >
        {t(($) => (removing?.shared ? $.views.removeShared : $.views.removeHint))}
      </Confirm>
    </div>
  );
}

function Rename({ saved, onClose }: { saved: Saved; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const [name, setName] = useState(saved.name);
  const submit = () => void change(saved.id, { name: name.trim() }).then((done) => done && onClose());
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.views.rename)}
      actions={
        <Button size="form" look="primary" isDisabled={!name.trim()} onPress={submit}>
          {t(($) => $.filter.save)}
        </Button>
      }
    >
      <Field
        label={t(($) => $.views.name)}
        value={name}
        onChange={setName}
        maxLength={80}
        autoFocus
        onKeyDown={(event) => event.key === "Enter" && name.trim() && submit()}
      />
    </Dialog>
  );
}
