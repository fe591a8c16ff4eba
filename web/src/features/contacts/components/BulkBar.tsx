import { Download, HandHeart, ListChecks, Tag, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Button, IconButton, Menu, toast } from "@/shared/ui";
import { exportContacts, type FileForm, type Many } from "../api";
import { BulkDialog, type Deed } from "./BulkDialog";

type Props = {
  many: Many;
  /** How many they are; null when there are more than were counted. */
  count: number | null;
  onDone: () => void;
};

/** What can be done with all that are chosen. */
export function BulkBar({ many, count, onDone }: Props) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  const writes = useMay("write:contacts");
  const [deed, setDeed] = useState<Deed | null>(null);
  const take = (form: FileForm) =>
    exportContacts(many, form, `${t(($) => $.export.file)}.${form}`)
      .then(() => toast.done(t(($) => $.export.done)))
      .catch(toast.failed);
  const items = (...deeds: Deed[]) =>
    deeds.map((id) => ({ id, label: t(($) => $.bulk.deed[id]), run: () => setDeed(id) }));
  return (
    <div
      role="toolbar"
      aria-label={t(($) => $.bulk.title)}
      className="flex flex-wrap items-center gap-1.5 border-t border-line bg-surface px-3 py-2"
    >
      <span role="status" className="tnum mr-auto text-sm font-medium">
        {count === null ? t(($) => $.bulk.everything) : t(($) => $.bulk.chosen, { count, shown: format.number(count) })}
      </span>
      {writes && (
        <>
          <Menu label={t(($) => $.bulk.tags)} items={items("tag", "untag")}>
            <Button icon={<Tag aria-hidden />}>{t(($) => $.bulk.tags)}</Button>
          </Menu>
          <Menu label={t(($) => $.bulk.lists)} items={items("list", "unlist")}>
            <Button icon={<ListChecks aria-hidden />}>{t(($) => $.bulk.lists)}</Button>
          </Menu>
          <Menu label={t(($) => $.bulk.consent)} items={items("consent", "optOut")}>
            <Button icon={<HandHeart aria-hidden />}>{t(($) => $.bulk.consent)}</Button>
          </Menu>
        </>
      )}
      <Menu
        label={t(($) => $.export.title)}
        items={(["csv", "xlsx"] as const).map((id) => ({
          id,
          label: t(($) => $.export[id]),
          run: () => void take(id),
        }))}
      >
        <Button icon={<Download aria-hidden />}>{t(($) => $.export.title)}</Button>
      </Menu>
      {writes && (
        <Button icon={<Trash2 aria-hidden />} className="text-danger" onPress={() => setDeed("delete")}>
          {t(($) => $.bulk.deed.delete)}
        </Button>
      )}
      <IconButton label={t(($) => $.bulk.clear)} onPress={onDone}>
        <X aria-hidden />
      </IconButton>
      {deed && (
        <BulkDialog
          deed={deed}
          many={many}
          count={count}
          onClose={() => setDeed(null)}
          onDone={() => {
            setDeed(null);
            if (deed === "delete") onDone();
          }}
        />
      )}
    </div>
  );
}
