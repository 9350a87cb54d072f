import { useEffect, useState } from "preact/hooks";
import { currentToast, hideToast, onToast } from "../toast.ts";

export function ToastLine() {
  const [toast, setToast] = useState(currentToast());
  useEffect(() => onToast(() => setToast(currentToast())), []);
  const press = () => {
    hideToast();
    toast?.action?.();
  };
  return (
    <div role="status">
      {toast ? <p class="toast"><span>{toast.text}</span>{toast.label ? <button type="button" onClick={press}>{toast.label}</button> : null}</p> : null}
    </div>
  );
}
