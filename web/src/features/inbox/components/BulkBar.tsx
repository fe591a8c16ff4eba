import { Archive, Check, Tag, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, queryClient, type Schema } from "@/shared/api";
import { Button, Confirm, Field, IconButton, toast } from "@/shared/ui";

/** What can be done with all that are chosen; each has its own outcome. */
export function BulkBar({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const { t } = useTranslation("inbox");
  const [busy, setBusy] = useState(false);
  const [archiving, setArchiving] = useState(false);
  const [tag, setTag] = useState<string | null>(null);
  const apply = async (action: Schema<"BulkAction">, more: object = {}) => {
    setBusy(true);
    try {
      const done = await ok(api.POST("/api/v1/conversations/bulk", { body: { action, ids, ...more } as never }));
      if (done.failed > 0) toast.say(t(($) => $.bulk.some, { changed: done.changed, failed: done.failed }));
      else toast.done(t(($) => $.bulk.done, { count: done.changed }));
      await queryClient.invalidateQueries({ queryKey: keys.conversations() });
      onDone();
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
      setArchiving(false);
      setTag(null);
    }
  };
  return (
    <div
      role="toolbar"
      aria-label={t(($) => $.bulk.title)}
      className="flex flex-wrap items-center gap-1.5 border-t border-line bg-surface px-3 py-2"
    >
      <span className="tnum mr-auto text-sm font-medium">{t(($) => $.bulk.chosen, { count: ids.length })}</span>
      {tag === null ? (
        <>
          <Button icon={<Check aria-hidden />} busy={busy} onPress={() => void apply("resolve")}>
            {t(($) => $.do.resolve)}
          </Button>
          <IconButton label={t(($) => $.do.tags)} onPress={() => setTag("")}>
            <Tag aria-hidden />
          </IconButton>
          <IconButton label={t(($) => $.do.archive)} onPress={() => setArchiving(true)}>
            <Archive aria-hidden />
          </IconButton>
        </>
      ) : (
        <form
          className="flex items-center gap-1.5"
          onSubmit={(event) => {
            event.preventDefault();
            if (tag.trim()) void apply("tag", { tags: [tag.trim()] });
          }}
        >
          <Field aria-label={t(($) => $.do.tags)} value={tag} onChange={setTag} autoFocus className="w-32" />
          <Button type="submit" look="primary" busy={busy}>
            {t(($) => $.bulk.tag)}
          </Button>
        </form>
      )}
      <IconButton label={t(($) => $.bulk.clear)} onPress={onDone}>
        <X aria-hidden />
      </IconButton>
      <Confirm
        open={archiving}
        onClose={() => setArchiving(false)}
        title={t(($) => $.bulk.archiveTitle, { count: ids.length })}
        action={t(($) => $.do.archive)}
        busy={busy}
        onConfirm={() => void apply("archive")}
      >
        {t(($) => $.bulk.archiveHint)}
      </Confirm>
    </div>
  );
}
