import clsx from "clsx";
import { Check, CircleAlert, FileText, LoaderCircle, Upload } from "lucide-react";
import { type DragEvent, type FormEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, newKey, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Button, Drawer, Field, Switch, Tabs, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, wordsOf } from "../api";
import { ENDINGS, refusal, SAID } from "../taught";

type Way = "file" | "page" | "text";
type Sent = { id: string; name: string; state: "sending" | "sent" | "known" | "refused"; told?: string };

/** Files, a page, or a text for the base. */
export function TeachDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("ai");
  const [way, setWay] = useState<Way>("file");
  const [held, setHeld] = useState(false);
  const [form, setForm] = useState({ url: "", title: "", text: "" });
  const { close, asking } = useClosing(Boolean(form.url || form.text), onClose);
  const id = useId();
  const { errors, clear, take } = useErrors<string>(["url", "title", "text"]);
  const { busy, act } = useDeed();
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: errors[name],
    onChange: (value: string) => {
      clear(name);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const title = form.title.trim();
    void act({
      run: (key) =>
        deeds
          .teach(way === "page" ? { url: form.url.trim(), title, held } : { text: form.text, title, held }, key)
          .then((known) => ({
            known,
          })),
      changes: [keys.knowledge()],
      failed: take,
      after: onClose,
      done: t(($) => $.kb.add.done),
    });
  };
  return (
    <Drawer
      open
      wide
      onClose={close}
      title={t(($) => $.kb.add.title)}
      actions={
        way !== "file" && (
          <Button
            size="form"
            look="primary"
            type="submit"
            form={id}
            busy={busy}
            isDisabled={!(way === "page" ? form.url : form.text).trim()}
          >
            {t(($) => $.kb.add.go)}
          </Button>
        )
      }
    >
      {asking}
      <div className="mb-4">
        <Switch checked={held} onChange={setHeld}>
          {t(($) => $.kb.add.held)}
        </Switch>
        <p className="mt-1 text-xs text-fg-3">{t(($) => $.kb.add.heldHint)}</p>
      </div>
      <Tabs
        label={t(($) => $.kb.add.ways)}
        tabs={(["file", "page", "text"] as const).map((id) => ({ id, label: t(($) => $.kb.add[id]) }))}
        value={way}
        onChange={setWay}
      >
        <div className="pt-4">
          {way === "file" ? (
            <Files held={held} />
          ) : (
            <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
              {way === "page" && (
                <Field
                  inputMode="url"
                  placeholder="https://"
                  label={t(($) => $.kb.add.url)}
                  hint={t(($) => $.kb.add.urlHint)}
                  {...field("url")}
                />
              )}
              <Field
                label={t(($) => $.kb.add.name)}
                hint={t(($) => (way === "page" ? $.kb.add.nameHint : $.kb.add.nameOfText))}
                {...field("title")}
              />
              {way === "text" && <Field rows={14} label={t(($) => $.kb.add.body)} {...field("text")} />}
            </form>
          )}
        </div>
      </Tabs>
    </Drawer>
  );
}

/** Dropped or picked, checked before they are sent, sent one after the other. */
function Files({ held }: { held: boolean }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sent, setSent] = useState<Sent[]>([]);
  const most = format.bytes(SAID);
  const put = (one: Sent) => setSent((all) => [one, ...all.filter((other) => other.id !== one.id)]);
  const take = async (files: File[]) => {
    for (const file of files) {
      const one: Sent = { id: newKey(), name: file.name, state: "sending" };
      const no = refusal(file);
      if (no) {
        put({ ...one, state: "refused", told: t(($) => $.kb.add[no], { most }) });
        continue;
      }
      put(one);
      try {
        put({ ...one, state: (await deeds.teachFile(file, held, one.id)) ? "known" : "sent" });
        void queryClient.invalidateQueries({ queryKey: keys.knowledge() });
      } catch (error) {
        put({ ...one, state: "refused", told: wordsOf(error) || t(($) => $.kb.state.failed) });
      }
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <>
      <section
        aria-label={t(($) => $.kb.add.drop)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={clsx(
          "flex flex-col items-center gap-3 rounded-card border-2 border-dashed px-4 py-10 text-center",
          over ? "border-brand bg-brand-soft" : "border-line-strong bg-surface-2",
        )}
      >
        <FileText className="size-8 text-fg-3" aria-hidden />
        <p className="text-base font-medium text-fg">{t(($) => $.kb.add.drop)}</p>
        <p className="max-w-md text-sm text-fg-2">{t(($) => $.kb.add.dropHint, { most })}</p>
        <Button look="primary" size="form" icon={<Upload aria-hidden />} onPress={() => input.current?.click()}>
          {t(($) => $.kb.add.pick)}
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          tabIndex={-1}
          aria-label={t(($) => $.kb.add.pick)}
          accept={ENDINGS.map((ending) => `.${ending}`).join(",")}
          className="hidden"
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </section>
      {sent.length > 0 && (
        <ul aria-live="polite" className="mt-4 flex flex-col divide-y divide-line">
          {sent.map((one) => (
            <li
              key={one.id}
              className="flex items-start gap-2 py-2 text-sm [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0"
            >
              {one.state === "sending" ? (
                <LoaderCircle className="animate-spin text-fg-3" aria-hidden />
              ) : one.state === "refused" ? (
                <CircleAlert className="text-danger" aria-hidden />
              ) : (
                <Check className="text-brand-fg" aria-hidden />
              )}
              <span className="min-w-0 flex-1 break-words text-fg">{one.name}</span>
              <span className={clsx("text-right", one.state === "refused" ? "text-danger" : "text-fg-2")}>
                {one.state === "refused" ? one.told : t(($) => $.kb.add[one.state as "sending" | "sent" | "known"])}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
