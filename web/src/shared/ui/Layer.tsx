import clsx from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "./Button";

type LayerProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons at the bottom, the strongest last. */
  actions?: ReactNode;
  wide?: boolean;
};

/** What must be answered before going on. */
export function Dialog({ open, onClose, title, children, actions, wide, alert }: LayerProps & { alert?: boolean }) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(now) => !now && onClose()}
      isDismissable={!alert}
      className="fixed inset-0 z-40 grid place-items-center overflow-auto bg-veil p-4 data-[entering]:animate-rise"
    >
      <Modal className={clsx("w-full outline-none", wide ? "max-w-3xl" : "max-w-lg")}>
        <AriaDialog
          role={alert ? "alertdialog" : "dialog"}
          className="flex max-h-[calc(100dvh-32px)] flex-col rounded-dialog border border-line bg-surface shadow-e3 outline-none"
        >
          <Heading slot="title" className="px-6 pb-1 pt-5 text-lg font-semibold text-fg">
            {title}
          </Heading>
          <div className="min-h-0 flex-1 overflow-auto px-6 py-3 text-base text-fg-2">{children}</div>
          {actions && <div className="flex flex-wrap justify-end gap-2 px-6 pb-5 pt-2">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Before what can't be undone: says what will be lost. */
export function Confirm({
  open,
  onClose,
  title,
  children,
  action,
  onConfirm,
  busy,
  ready = true,
}: LayerProps & { action: string; onConfirm: () => void; busy?: boolean; ready?: boolean }) {
  const { t } = useTranslation();
  return (
    <Dialog
      alert
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button size="form" onPress={onClose} autoFocus>
            {t(($) => $.cancel)}
          </Button>
          <Button size="form" look="danger" onPress={onConfirm} busy={busy} isDisabled={!ready}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

/** At the side, with the page still in sight. */
export function Drawer({ open, onClose, title, children, actions, wide }: LayerProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(now) => !now && onClose()}
      isDismissable
      className="fixed inset-0 z-40 flex justify-end bg-veil"
    >
      <Modal className={clsx("h-full w-full outline-none", wide ? "max-w-3xl" : "max-w-md")}>
        <AriaDialog className="flex h-full flex-col border-l border-line bg-surface shadow-e3 outline-none">
          <header className="flex items-center gap-2 border-b border-line px-5 py-3">
            <Heading slot="title" className="min-w-0 flex-1 truncate text-lg font-semibold text-fg">
              {title}
            </Heading>
            <IconButton label={t(($) => $.close)} hint="Esc" onPress={onClose}>
              <X aria-hidden />
            </IconButton>
          </header>
          <div className="min-h-0 flex-1 overflow-auto px-5 py-4">{children}</div>
          {actions && <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
