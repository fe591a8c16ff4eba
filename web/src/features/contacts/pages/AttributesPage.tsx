import { useQuery } from "@tanstack/react-query";
import { ListPlus, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, useMay } from "@/shared/api";
import {
  Badge,
  Banner,
  Bones,
  Button,
  Confirm,
  Crumb,
  Empty,
  Failed,
  IconButton,
  PageBody,
  PageHead,
  toast,
  useDeed,
} from "@/shared/ui";
import { type Attribute, attributesOptions, deeds, told } from "../api";
import { AttributeDialog } from "../components/AttributeDialog";

/** What the company keeps of its contacts, each of one type. */
export function AttributesPage() {
  const { t } = useTranslation("segments");
  const writes = useMay("write:contacts");
  const found = useQuery(attributesOptions);
  const [editing, setEditing] = useState<Attribute | "new" | null>(null);
  const [removing, setRemoving] = useState<Attribute | null>(null);
  const add = t(($) => $.attribute.add);
  useActions(
    writes
      ? [
          {
            id: "attributes:new",
            label: add,
            group: t(($) => $.attribute.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => setEditing("new"),
          },
        ]
      : [],
  );
  const all = found.data?.data ?? [];
  const addButton = writes && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setEditing("new")}>
      {add}
    </Button>
  );
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.attribute.settings)}</Crumb>}
        title={t(($) => $.attribute.title)}
        about={t(($) => $.attribute.about)}
        end={all.length > 0 && addButton}
      />
      {found.data ? (
        all.length > 0 ? (
          <ul
            aria-label={t(($) => $.attribute.title)}
            className="divide-y divide-line rounded-card border border-line bg-surface shadow-e1"
          >
            {all.map((one) => (
              <li
                key={one.id}
                className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 md:grid-cols-[minmax(0,1fr)_110px_minmax(0,1fr)_72px]"
              >
                <div className="min-w-0">
                  <b className="block break-words text-base font-semibold text-fg">{one.label}</b>
                  <code className="block break-all font-mono text-xs text-fg-3">{`attr.${one.name}`}</code>
                </div>
                <span>
                  <Badge tone="info">{t(($) => $.attribute.type[one.type])}</Badge>
                </span>
                <span
                  className="min-w-0 truncate text-sm text-fg-2 max-md:row-start-2 max-md:empty:hidden"
                  title={one.options.join(", ")}
                >
                  {one.options.join(", ")}
                </span>
                {writes && (
                  <span className="flex justify-end">
                    <IconButton
                      label={t(($) => $.attribute.editOf, { name: one.label })}
                      onPress={() => setEditing(one)}
                    >
                      <Pencil aria-hidden />
                    </IconButton>
                    <IconButton
                      label={t(($) => $.attribute.removeOf, { name: one.label })}
                      onPress={() => setRemoving(one)}
                    >
                      <Trash2 aria-hidden />
                    </IconButton>
                  </span>
                )}
              </li>
            ))}
          </ul>
        ) : (
          <Empty icon={<ListPlus aria-hidden />} title={t(($) => $.attribute.none)} action={addButton}>
            {t(($) => $.attribute.noneHint)}
          </Empty>
        )
      ) : found.isError ? (
        <Failed error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Bones rows={5} />
      )}
      {editing && <AttributeDialog attribute={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
      {removing && <Remove attribute={removing} onClose={() => setRemoving(null)} />}
    </PageBody>
  );
}

function Remove({ attribute, onClose }: { attribute: Attribute; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const [used, setUsed] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const remove = () =>
    act({
      run: () => deeds.removeAttribute(attribute.id),
      changes: [keys.attributes()],
      done: t(($) => $.attribute.removed),
      failed: (error) => {
        const using = told(error, "ATTRIBUTE_IN_USE");
        if (using) setUsed(using);
        else toast.failed(error);
      },
      after: onClose,
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.attribute.removeAsk, { name: attribute.label })}
      action={t(($) => $.attribute.remove)}
      busy={busy}
      ready={used === null}
      onConfirm={() => void remove()}
    >
      {used ? <Banner>{used}</Banner> : t(($) => $.attribute.removeHint)}
    </Confirm>
  );
}
