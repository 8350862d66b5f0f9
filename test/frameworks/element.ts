// For a page that loads the module before its framework hydrates it.
import 'image-upload-element';
