import { useQuery } from "@tanstack/react-query";
import { Braces } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay, useSession } from "@/shared/api";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { Button, Dialog, Field, Menu, Radios, Select, useDeed, useErrors } from "@/shared/ui";
import { deeds, departmentsOptions, type Reply } from "../api";
import { example, VARIABLES } from "../model";

const FIELDS = ["shortcut", "title", "text", "audience", "department_id"] as const;
const NAMES = Object.keys(VARIABLES) as (keyof typeof VARIABLES)[];

/** A text with a shortcut, as the customer will read it beside. */
export function ReplyDialog({ reply, onClose }: { reply: Reply | null; onClose: () => void }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const me = useSession((s) => s.me);
  const manages = useMay("manage:routing");
  const departments = useQuery({ ...departmentsOptions, enabled: manages });
  const [form, setForm] = useState({
    shortcut: reply?.shortcut ?? "",
    title: reply?.title ?? "",
    text: reply?.text ?? "",
    audience: reply?.audience ?? (manages ? "shared" : "own"),
    department: reply?.department_id ?? "",
  });
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const set = (change: Partial<typeof form>) => {
    clear();
    setForm((now) => ({ ...now, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { shortcut, title, text, audience } = form;
    void act({
      run: (key) =>
        deeds.reply(
          reply?.id ?? null,
          {
            shortcut,
            title,
            text,
            audience: audience as Reply["audience"],
            department_id: audience === "department" ? form.department || null : null,
          },
          key,
        ),
      changes: [keys.canned()],
      done: t(($) => $.replies.saved),
      failed: take,
      after: onClose,
    });
  };
  const [first = ""] = (me?.user?.name ?? "").split(" ");
  const contact = t(($) => $.replies.example.contact);
  const shown = example(form.text, {
    "contact.name": contact,
    "contact.first_name": contact.split(" ")[0] ?? contact,
    "agent.name": me?.user?.name ?? "",
    "agent.first_name": first,
    "company.name": me?.tenant.name ?? "",
    "conversation.queue": t(($) => $.replies.example.queue),
  });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => (reply ? $.replies.edit : $.replies.add))}
      actions={
        <Button size="form" look="primary" type="submit" form="reply" busy={busy}>
          {common(($) => $.save)}
        </Button>
      }
    >
      <form id="reply" onSubmit={submit} className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={t(($) => $.replies.shortcut)}
          hint={t(($) => $.replies.shortcutHint)}
          mono
          value={form.shortcut}
          error={errors.shortcut}
          onChange={(shortcut) => set({ shortcut: shortcut.toLowerCase() })}
          isRequired
          autoFocus
        />
        <Field
          label={t(($) => $.replies.titleField)}
          value={form.title}
          error={errors.title}
          onChange={(title) => set({ title })}
          isRequired
        />
        <div>
          <Field
            label={t(($) => $.replies.text)}
            rows={6}
            value={form.text}
            error={errors.text}
            onChange={(text) => set({ text })}
            isRequired
          />
          <Menu
            label={t(($) => $.replies.variables)}
            items={NAMES.map((name) => ({
              id: name,
              label: t(($) => $.replies.variable[name]),
              run: () => set({ text: `${form.text}{{ ${VARIABLES[name]} }}` }),
            }))}
          >
            <Button look="quiet" icon={<Braces aria-hidden />} className="mt-1">
              {t(($) => $.replies.variables)}
            </Button>
          </Menu>
        </div>
        <div>
          <h3 className="mb-1.5 text-sm font-medium text-fg">{t(($) => $.replies.preview)}</h3>
          <div className="flex min-h-32 flex-col rounded-node bg-chat-bg p-3">
            {shown && (
              <Bubble side="out" wide>
                <WhatsAppText text={shown} />
              </Bubble>
            )}
          </div>
        </div>
        {manages && (
          <>
            <Radios
              label={t(($) => $.replies.audience)}
              value={form.audience}
              onChange={(audience) => set({ audience: audience as typeof form.audience })}
              options={(["shared", "department", "own"] as const).map((id) => ({
                id,
                label: t(($) => $.replies.audiences[id]),
              }))}
            />
            {form.audience === "department" && (
              <Select
                label={t(($) => $.replies.department)}
                options={(departments.data?.data ?? []).map((one) => ({ id: one.id, label: one.name }))}
                value={form.department || null}
                error={errors.department_id}
                onChange={(department) => set({ department })}
              />
            )}
          </>
        )}
      </form>
    </Dialog>
  );
}
